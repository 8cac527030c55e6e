using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Events;

/// <summary>The last things that happened in a queue: a ring, for who asks what is new.</summary>
/// <param name="queue">The queue's number: part of each id.</param>
public sealed class EventFeed(int queue)
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 4_096;

    private readonly Queue<FeedEntry> _entries = new();
    private long _told;

    /// <summary>The id of the newest; none before the first.</summary>
    public string? LastId { get; private set; }

    /// <summary>Called for each entry as it comes.</summary>
    public Action<FeedEntry, OjsJob?>? Added { get; set; }

    /// <summary>The id of the oldest that is kept.</summary>
    public string? OldestId => _entries.TryPeek(out var oldest) ? oldest.Id : null;

    /// <summary>Tells what <paramref name="e"/> made of a job.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="job">The job after it.</param>
    /// <param name="from">Where the job stood before; none for a new job.</param>
    public void Add(OjsJobEvent e, OjsJob job, JobState? from = null)
    {
        foreach (var type in FeedTypes.Told(e))
        {
            var entry = new FeedEntry(
                "evt_" + JobIds.Make(e.At, queue, _told++, 0),
                type,
                e.At,
                job.Id,
                job.Spec.Type,
                job.State,
                job.Attempt,
                e is JobCompleted or JobFailed && job.StartedAt is { } start ? (long)(e.At - start).TotalMilliseconds : null,
                (e as JobFailed)?.Error,
                (e as ProgressReported)?.Progress,
                from);
            Add(entry, job);
        }
    }

    /// <summary>Tells what became of a workflow.</summary>
    public void Add(WorkflowAnnounced e) => Add(new FeedEntry(
        "evt_" + JobIds.Make(e.At, queue, _told++, 0), e.Event, e.At, e.Workflow, e.Type, default, Attempt: 0, IsWorkflow: true), job: null);

    /// <summary>What came after an event, oldest first; without one, from the oldest that is kept.</summary>
    public ImmutableArray<FeedEntry> Read(string? after, int limit) =>
        [.. _entries.Where(e => string.CompareOrdinal(e.Id, after) > 0).Take(limit)];

    private void Add(FeedEntry entry, OjsJob? job)
    {
        _entries.Enqueue(entry);
        LastId = entry.Id;
        Added?.Invoke(entry, job);
        if (_entries.Count > Capacity)
        {
            _entries.Dequeue();
        }
    }
}
