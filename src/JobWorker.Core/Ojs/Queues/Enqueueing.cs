using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>How jobs begin.</summary>
internal static class Enqueueing
{
    /// <summary>All of them, or none.</summary>
    public static QueueDecision Decide(
        QueueState state, QueueOperation.Enqueue operation, DateTimeOffset now, ref Chance chance)
    {
        var events = ImmutableArray.CreateBuilder<QueueEvent>(operation.Jobs.Length + 1);
        var existing = ImmutableArray.CreateBuilder<OjsJob>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var place = state.Head.NextPlace;
        var limit = state.Head.MaxPerSecond;
        var room = state.Room;
        foreach (var job in operation.Jobs)
        {
            if (job.Id is { } id && (state.Find(id) is not null || !ids.Add(id)))
            {
                if (job.Idempotent && state.Find(id) is { } same)
                {
                    existing.Add(same);
                    continue;
                }

                return new QueueDecision([], new QueueAnswer.Refused(Refusal.Duplicate, "There is a job of this id.", id));
            }

            if (job.NotAfter <= now)
            {
                return new QueueDecision([], new QueueAnswer.Refused(Refusal.Conflict, "The job came too late.", job.Id));
            }

            // A step of a workflow that is turned away would be lost: what it is part of was accepted.
            if (room-- <= 0 && !job.Accepted && (job.Parent is null or { Kind: ParentKind.Unique }))
            {
                return new QueueDecision([], Full(state));
            }

            if (job.Spec.MaxPerSecond is { } max && max != limit)
            {
                limit = max;
                events.Add(new QueueLimited(max, now));
            }

            events.Add(Begin(state.Number, job, place++, now, ref chance));
        }

        return new QueueDecision(events.DrainToImmutable(), Existing: existing.DrainToImmutable());
    }

    private static QueueAnswer.Refused Full(QueueState state) => new(
        Refusal.Full,
        $"The queue holds {state.Depth} of at most {state.Head.MaxDepth} jobs.",
        Depth: state.Depth,
        Bound: state.Head.MaxDepth);

    private static JobEnqueued Begin(int queue, NewJob job, long place, DateTimeOffset now, ref Chance chance) => new(
        place,
        Version: 1,
        job.Id ?? JobIds.Make(now, queue, place, chance.Bits()),
        job.Spec,
        Start(job.Spec, now),
        job.Parent,
        job.ParentResults,
        now);

    private static JobState Start(JobSpec spec, DateTimeOffset now) => spec switch
    {
        { Pending: true } => JobState.Pending,
        { ScheduledAt: { } at } when at > now => JobState.Scheduled,
        _ => JobState.Available,
    };
}
