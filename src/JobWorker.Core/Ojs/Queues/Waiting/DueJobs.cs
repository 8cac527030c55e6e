using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Waiting;

/// <summary>Which job next needs looking at. What a job's later events made untrue is left in place and passed over.</summary>
/// <param name="find">The job at a place, as it is now.</param>
internal sealed class DueJobs(Func<long, OjsJob?> find)
{
    private const int Slack = 1_024;

    private readonly PriorityQueue<Entry, long> _entries = new();

    /// <summary>Takes note of when <paramref name="job"/> is due.</summary>
    /// <param name="job">As it is now.</param>
    /// <param name="live">How many jobs there are: stale notes are dropped when they outnumber them by far.</param>
    public void Note(OjsJob job, int live)
    {
        if (job.DueAt is not { } due)
        {
            return;
        }

        if (_entries.Count > (4 * live) + Slack)
        {
            Compact();
        }

        _entries.Enqueue(new Entry(job.Place, job.Version), due.UtcTicks);
    }

    /// <summary>When the next job is due, UTC; none where none is.</summary>
    public DateTimeOffset? Next() => Peek()?.DueAt;

    /// <summary>The job that is due first, if it is due.</summary>
    public OjsJob? First(DateTimeOffset now) => Peek() is { } job && job.DueAt <= now ? job : null;

    private OjsJob? Peek()
    {
        while (_entries.TryPeek(out var entry, out _))
        {
            if (find(entry.Place) is { } job && job.Version == entry.Version)
            {
                return job;
            }

            _entries.Dequeue();
        }

        return null;
    }

    private void Compact()
    {
        var valid = _entries.UnorderedItems.Where(e => find(e.Element.Place)?.Version == e.Element.Version).ToList();
        _entries.Clear();
        _entries.EnqueueRange(valid);
    }

    private readonly record struct Entry(long Place, int Version);
}
