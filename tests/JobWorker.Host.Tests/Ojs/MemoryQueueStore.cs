using JobWorker.Core.Ojs;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs;

/// <summary>A store in memory that is as strict as Dapr's Redis: what was created over nothing takes no plain write.</summary>
/// <param name="slots">What is stored; several processes may share it.</param>
internal sealed class MemoryQueueStore(MemorySlots slots) : IQueueStore
{
    private readonly HashSet<string> _created = [];
    private readonly Lock _gate = new();
    private int _calls;

    /// <summary>Calls that the store answers before it answers no more; none: it answers all.</summary>
    public int? Answers { get; set; }

    /// <summary>What happens to a write before it is done, by its key.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it cannot do; default it can do all.</summary>
    public StoreLimits Limits { get; init; } = StoreLimits.Usual;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    public Task<Slot?> GetAsync(string key, CancellationToken cancel)
    {
        Call();

        return slots.GetAsync(key, cancel);
    }

    public async Task<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        Call();
        await Before(key);
        if (!await slots.TryPutAsync(key, value, etag, keep, cancel))
        {
            return false;
        }

        if (etag is null)
        {
            lock (_gate)
            {
                _created.Add(key);
            }
        }

        return true;
    }

    public async Task<IReadOnlyDictionary<string, RawJson>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        Call();
        var found = new Dictionary<string, RawJson>();
        foreach (var key in keys)
        {
            if (await slots.GetAsync(key, cancel) is { } slot)
            {
                found[key] = new RawJson(slot.Value.ToArray());
            }
        }

        return found;
    }

    public async Task SaveManyAsync(IReadOnlyList<StoredItem> items, CancellationToken cancel)
    {
        foreach (var item in items)
        {
            Call();
            lock (_gate)
            {
                if (_created.Contains(item.Key))
                {
                    throw new JournalUnavailableException($"{item.Key} exists and takes no write without its ETag.");
                }
            }

            var slot = await slots.GetAsync(item.Key, cancel);
            Assert.True(await slots.TryPutAsync(item.Key, item.Value.Utf8, slot?.ETag, item.Keep, cancel));
        }
    }

    public Task DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
        {
            Call();
            lock (_gate)
            {
                _created.Remove(key);
                slots.Remove(one => one == key);
            }
        }

        return Task.CompletedTask;
    }

    public async Task<bool> TryDeleteAsync(string key, string etag, CancellationToken cancel)
    {
        if (await slots.GetAsync(key, cancel) is not { } slot || slot.ETag != etag)
        {
            return false;
        }

        await DeleteManyAsync([key], cancel);

        return true;
    }

    public ValueTask<StoreLimits> LimitsAsync(CancellationToken cancel) => ValueTask.FromResult(Limits);

    private void Call()
    {
        if (Interlocked.Increment(ref _calls) > Answers)
        {
            throw new JournalUnavailableException("The process was killed.");
        }
    }
}
