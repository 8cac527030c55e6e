using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>What is known of a queue beside its jobs.</summary>
public sealed record QueueHead
{
    /// <summary>The place of the next job that comes.</summary>
    public long NextPlace { get; init; }

    /// <summary>Jobs completed so far.</summary>
    public long Completed { get; init; }

    /// <summary>Jobs cancelled so far.</summary>
    public long Cancelled { get; init; }

    /// <summary>Jobs discarded, without those that were retried or removed since.</summary>
    public long Discarded { get; init; }

    /// <summary>Whether nothing is fetched.</summary>
    public bool Paused { get; init; }

    /// <summary>Most jobs fetched in a second. None: no limit.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>Most jobs that may wait. None: no bound.</summary>
    public int? MaxDepth { get; init; }

    /// <summary>When the queue was first used, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>After one more event.</summary>
    public QueueHead Evolve(QueueEvent e) => (CreatedAt is null ? this with { CreatedAt = e.At } : this).Count(e);

    private QueueHead Count(QueueEvent e) => e switch
    {
        JobEnqueued x => this with { NextPlace = Math.Max(NextPlace, x.Place + 1) },
        JobCompleted => this with { Completed = Completed + 1 },
        JobCancelled => this with { Cancelled = Cancelled + 1 },
        JobFailed { Then: JobState.Discarded } or JobExpired => this with { Discarded = Discarded + 1 },
        JobRetried or JobForgotten => this with { Discarded = Discarded - 1 },
        QueuePaused => this with { Paused = true },
        QueueResumed => this with { Paused = false },
        QueueBounded x => this with { MaxDepth = x.MaxDepth },
        QueueLimited x => this with { MaxPerSecond = x.MaxPerSecond },
        _ => this,
    };
}
