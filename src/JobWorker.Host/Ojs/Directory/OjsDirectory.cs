using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Directory;

/// <summary>The names that every replica must know, in one key of the state store: see <see cref="DirectoryDocument"/>.</summary>
/// <remarks>Reading costs nothing: what is in memory is at most <see cref="Stale"/> old, or as new as it is asked for.</remarks>
internal sealed class OjsDirectory(IStateSlots slots, TimeProvider clock, IOptions<JournalOptions> options) : IDisposable
{
    /// <summary>How old what is known may get.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    private readonly string _key = options.Value.KeyPrefix + "ojs-directory";
    private readonly SemaphoreSlim _gate = new(1);
    private volatile DirectoryDocument _known = DirectoryDocument.Empty;
    private long _readAt = long.MinValue;

    /// <summary>Counts how often everything was forgotten.</summary>
    public long Generation => _known.Generation;

    /// <summary>What is known, at most <see cref="Stale"/> old.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async ValueTask<DirectoryDocument> CurrentAsync(CancellationToken cancel) =>
        _readAt != long.MinValue && clock.GetElapsedTime(_readAt) < Stale ? _known : await ReadAsync(cancel);

    /// <summary>What is stored now.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<DirectoryDocument> ReadAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            return Know(await slots.ReadAsync<DirectoryDocument>(_key, cancel));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes what is stored; repeats itself over what others changed meanwhile.</summary>
    /// <returns>What is stored now.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<DirectoryDocument> UpdateAsync(Func<DirectoryDocument, DirectoryDocument> change, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            return Know(await slots.ChangeAsync<DirectoryDocument>(_key, Change, keep: null, cancel));
        }
        finally
        {
            _gate.Release();
        }

        DirectoryDocument? Change(DirectoryDocument? stored)
        {
            var before = Know(stored);

            return change(before) is var after && ReferenceEquals(after, before) ? stored : after;
        }
    }

    /// <summary>The number of a queue: the first that asks gets one.</summary>
    public async Task<int> RegisterQueueAsync(string queue, CancellationToken cancel) =>
        _known.Queues.TryGetValue(queue, out var known)
            ? known
            : (await UpdateAsync(all => all.WithQueue(queue), cancel)).Queues[queue];

    /// <summary>Whether anybody has used a queue.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<bool> KnowsQueueAsync(string queue, CancellationToken cancel) =>
        (await CurrentAsync(cancel)).Queues.ContainsKey(queue) || (await ReadAsync(cancel)).Queues.ContainsKey(queue);

    public void Dispose() => _gate.Dispose();

    private DirectoryDocument Know(DirectoryDocument? stored)
    {
        _known = stored ?? DirectoryDocument.Empty;
        _readAt = clock.GetTimestamp();

        return _known;
    }
}
