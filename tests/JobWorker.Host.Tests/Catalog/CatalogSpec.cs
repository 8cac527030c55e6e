using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Catalog;

/// <summary>One store, and processes that come and go.</summary>
public abstract class CatalogSpec : IDisposable
{
    private readonly List<CatalogProcess> _processes = [];

    private protected MemorySlots Slots { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected CatalogProcess Process(IStateSlots? slots = null, string? path = null, string prefix = "j-", TimeSpan? keep = null)
    {
        var process = new CatalogProcess(slots ?? Slots, Clock, path, prefix, keep);
        _processes.Add(process);

        return process;
    }

    /// <summary>What a process that starts now shows.</summary>
    private protected Task<string[]> AnewAsync() => Process().WordsAsync();

    public virtual void Dispose()
    {
        _processes.ForEach(p => p.Dispose());
        GC.SuppressFinalize(this);
    }
}

/// <summary>A process that dies at its nth write: before it takes effect, or right after it.</summary>
internal sealed class DyingSlots(MemorySlots slots, int atWrite, bool after) : IStateSlots
{
    private int _writes;

    public bool IsDead { get; private set; }

    /// <summary>It does not die any more.</summary>
    public void Spare() => _writes = int.MinValue;

    public Task<Slot?> GetAsync(string key, CancellationToken cancel) =>
        IsDead ? throw new JournalUnavailableException("dead") : slots.GetAsync(key, cancel);

    public async Task<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        if (IsDead)
        {
            throw new JournalUnavailableException("dead");
        }

        if (Interlocked.Increment(ref _writes) < atWrite)
        {
            return await slots.TryPutAsync(key, value, etag, keep, cancel);
        }

        IsDead = true;
        if (after)
        {
            await slots.TryPutAsync(key, value, etag, keep, cancel);
        }

        throw new JournalUnavailableException("dead");
    }
}
