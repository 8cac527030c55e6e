using JobWorker.DevSidecar.Run.Embedded.Commands;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>Reads that wait for an entry, by the streams they wait at. Used under the engine's lock.</summary>
internal sealed class BlockedReaders
{
    private readonly Dictionary<string, List<BlockedReader>> _byKey = new(StringComparer.Ordinal);

    public BlockedReader Add(Wait wait)
    {
        var reader = new BlockedReader(wait);
        foreach (var key in wait.Keys.Distinct())
        {
            if (!_byKey.TryGetValue(key, out var readers))
            {
                _byKey[key] = readers = [];
            }

            readers.Add(reader);
        }

        return reader;
    }

    /// <summary>Lets everyone who waits at a stream try again, the first to come first.</summary>
    public void Wake(string key)
    {
        foreach (var reader in _byKey.GetValueOrDefault(key)?.ToArray() ?? [])
        {
            Remove(reader);
            reader.Wake();
        }
    }

    public void WakeAll()
    {
        foreach (var key in _byKey.Keys.ToArray())
        {
            Wake(key);
        }
    }

    public void Remove(BlockedReader reader)
    {
        foreach (var key in reader.Wait.Keys)
        {
            if (_byKey.TryGetValue(key, out var readers) && readers.Remove(reader) && readers.Count == 0)
            {
                _byKey.Remove(key);
            }
        }
    }
}

/// <summary>One read that waits.</summary>
internal sealed class BlockedReader(Wait wait)
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Wait Wait => wait;

    /// <summary>Ends when it is worth trying again.</summary>
    public Task Woken => _woken.Task;

    public void Wake() => _woken.TrySetResult();
}
