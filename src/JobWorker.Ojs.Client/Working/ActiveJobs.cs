using System.Collections.Concurrent;

namespace JobWorker.Ojs.Client.Working;

/// <summary>Jobs a worker has, and how to stop each.</summary>
internal sealed class ActiveJobs
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _jobs = new();

    public IReadOnlyList<string> Ids => [.. _jobs.Keys];

    public int Count => _jobs.Count;

    public void Add(string id, CancellationTokenSource stop) => _jobs[id] = stop;

    /// <summary>Only where it is still this run of the job: lost and fetched again, it has another.</summary>
    public void Remove(string id, CancellationTokenSource stop) => _jobs.TryRemove(KeyValuePair.Create(id, stop));

    /// <summary>Stops those of <paramref name="told"/> that the server no longer counts as ours.</summary>
    public void StopLost(IReadOnlyList<string> told, IReadOnlyList<string> kept)
    {
        foreach (var id in told.Except(kept))
        {
            if (_jobs.TryGetValue(id, out var stop))
            {
                Stop(stop);
            }
        }
    }

    public void StopAll()
    {
        foreach (var stop in _jobs.Values)
        {
            Stop(stop);
        }
    }

    private static void Stop(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
