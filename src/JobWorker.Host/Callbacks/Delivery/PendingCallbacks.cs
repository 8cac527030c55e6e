using System.Collections.Concurrent;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>The callbacks this process knows to be unsettled: those due, and those that wait for another try.</summary>
/// <remarks>
/// For metrics alone. A job that has moved to another replica is forgotten once its callback should long have been sent.
/// </remarks>
internal sealed class PendingCallbacks(TimeProvider clock)
{
    private static readonly TimeSpan Overdue = Lane.Longest + TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Entry> _jobs = new(StringComparer.Ordinal);

    /// <summary>Learns what a job has to tell after a turn of it.</summary>
    public void Note(string jobId, Job job)
    {
        if (job.NextCallback is { } next)
        {
            var count = job.Callbacks.Count(c => c.State is CallbackState.Pending);
            _jobs[jobId] = new Entry(count, next.ReportedAt ?? next.DueAt, next.DueAt + Overdue);
        }
        else
        {
            _jobs.TryRemove(jobId, out _);
        }
    }

    /// <summary>Forgets all of them: another replica leads.</summary>
    public void Clear() => _jobs.Clear();

    /// <summary>How many there are, and for how long the oldest has been; no time where there is none.</summary>
    public (int Count, TimeSpan Oldest) Look()
    {
        var (now, count, oldest) = (clock.GetUtcNow(), 0, TimeSpan.Zero);
        foreach (var (jobId, entry) in _jobs)
        {
            if (entry.Until < now)
            {
                _jobs.TryRemove(new KeyValuePair<string, Entry>(jobId, entry));
                continue;
            }

            count += entry.Count;
            oldest = now - entry.Since > oldest ? now - entry.Since : oldest;
        }

        return (count, oldest);
    }

    /// <param name="Count">Unsettled callbacks of one job.</param>
    /// <param name="Since">When what the first of them reports happened, UTC.</param>
    /// <param name="Until">After that it should have been sent, UTC.</param>
    private sealed record Entry(int Count, DateTimeOffset Since, DateTimeOffset Until);
}
