using System.Globalization;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Extensions.Shared;

/// <summary>A document in one key of the state store that every replica reads and changes.</summary>
/// <remarks>What is in memory is at most <see cref="OjsDirectory.Stale"/> old; a reset begins anew.</remarks>
/// <param name="name">What it is called.</param>
/// <param name="empty">What is there before the first change.</param>
/// <param name="needs">What every such document needs.</param>
internal abstract class SharedDocument<T>(string name, T empty, SharedDocumentNeeds needs) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _gate = new(1);
    private Known? _known;
    private Task<T>? _reading;

    /// <summary>What is known, at most <see cref="OjsDirectory.Stale"/> old.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async ValueTask<T> CurrentAsync(CancellationToken cancel)
    {
        await needs.Directory.CurrentAsync(cancel);

        return _known is { } known && known.Generation == needs.Directory.Generation
            && needs.Clock.GetElapsedTime(known.ReadAt) < OjsDirectory.Stale
            ? known.Value
            : await ReadOnceAsync().WaitAsync(cancel);
    }

    /// <summary>What is stored now.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<T> ReadAsync(CancellationToken cancel)
    {
        await needs.Directory.CurrentAsync(cancel);

        return Know(await needs.Slots.ReadAsync<T>(Key, cancel));
    }

    /// <summary>Changes what is stored; repeats itself over what others changed meanwhile.</summary>
    /// <returns>What is stored now.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<T> UpdateAsync(Func<T, T> change, CancellationToken cancel)
    {
        await needs.Directory.CurrentAsync(cancel);
        await _gate.WaitAsync(cancel);
        try
        {
            return Know(await needs.Slots.ChangeAsync<T>(Key, Change, keep: null, cancel));
        }
        finally
        {
            _gate.Release();
        }

        T? Change(T? stored)
        {
            var before = Know(stored);

            return change(before) is var after && ReferenceEquals(after, before) ? stored : after;
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Who comes while somebody reads gets what that reads.</summary>
    private Task<T> ReadOnceAsync()
    {
        lock (_gate)
        {
            return _reading is { IsCompleted: false } reading ? reading : _reading = ReadAsync(CancellationToken.None);
        }
    }

    private string Key => string.Create(
        CultureInfo.InvariantCulture, $"{needs.Options.Value.KeyPrefix}ojs-{needs.Directory.Generation}-{name}");

    private T Know(T? stored)
    {
        var value = stored ?? empty;
        _known = new Known(value, needs.Directory.Generation, needs.Clock.GetTimestamp());

        return value;
    }

    private sealed record Known(T Value, long Generation, long ReadAt);
}

/// <summary>What every shared document needs.</summary>
internal sealed record SharedDocumentNeeds(
    IStateSlots Slots, OjsDirectory Directory, TimeProvider Clock, IOptions<JournalOptions> Options);
