using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What a checkpoint writes: the queue as it was at one moment. Nothing in it changes while it is being written.</summary>
/// <param name="Owner">Who writes.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="Number">The queue's number.</param>
/// <param name="Locators">What the keys that find jobs begin with.</param>
/// <param name="Head">The queue beside its jobs.</param>
/// <param name="Log">The first entry of the log that is not in it.</param>
/// <param name="Openings">Entries that opened the log.</param>
/// <param name="Dirty">Places of jobs that changed.</param>
/// <param name="Segments">The segments they are in.</param>
internal sealed record CheckpointPlan(
    string Owner,
    string Queue,
    int Number,
    string Locators,
    QueueHead Head,
    long Log,
    IReadOnlyList<long> Openings,
    IReadOnlySet<long> Dirty,
    IReadOnlyDictionary<long, SegmentPart> Segments)
{
    private const int Size = Checkpoints.SegmentSize;

    /// <summary>The segments of what changed in <paramref name="state"/>.</summary>
    public static IReadOnlyDictionary<long, SegmentPart> Parts(QueueState state, IReadOnlySet<long> dirty) =>
        dirty.GroupBy(place => place / Size).ToDictionary(group => group.Key, group => Part(state, group.Key, group));

    private static SegmentPart Part(QueueState state, long segment, IEnumerable<long> dirty)
    {
        var first = segment * Size;
        var count = (int)Math.Min(Size, state.Head.NextPlace - first);
        var jobs = new List<OjsJob>(count);
        for (var place = first; place < first + count; place++)
        {
            if (state.Find(place) is { } job)
            {
                jobs.Add(job);
            }
        }

        return new SegmentPart(
            jobs, dirty.Where(place => state.Find(place) is null).ToHashSet(), jobs.Count == count, count == Size);
    }
}

/// <summary>What is in memory of a segment.</summary>
/// <param name="Jobs">In the order of their places.</param>
/// <param name="Removed">Places of jobs that were removed for good.</param>
/// <param name="IsWhole">Whether these are all.</param>
/// <param name="IsSettled">Whether no job will be added.</param>
internal sealed record SegmentPart(IReadOnlyList<OjsJob> Jobs, IReadOnlySet<long> Removed, bool IsWhole, bool IsSettled);
