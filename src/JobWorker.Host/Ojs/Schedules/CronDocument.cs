using System.Collections.Immutable;
using JobWorker.Core.Ojs.Schedules;

namespace JobWorker.Host.Ojs.Schedules;

/// <summary>A cron schedule as it is stored.</summary>
/// <param name="Request">What the client registered.</param>
/// <param name="CreatedAt">When it was first registered, UTC.</param>
/// <param name="Since">Occurrences count from here, UTC: when it was last registered.</param>
internal sealed record CronDocument(CronRequest Request, DateTimeOffset CreatedAt, DateTimeOffset Since)
{
    /// <summary>Most occurrences that are passed over when a long time without any replica is caught up with.</summary>
    private const int Missed = 10_000;

    /// <summary>The last occurrence that was dealt with, UTC.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The last job.</summary>
    public string? LastJob { get; init; }

    /// <summary>Its queue.</summary>
    public string? LastQueue { get; init; }

    /// <summary>Jobs that wait for the end of those before them, oldest first.</summary>
    public ImmutableArray<CronJob> Waiting { get; init; } = [];

    /// <summary>Whether this machine knows the zone; it was registered where it is known.</summary>
    public bool IsKnown => Zones.TryFind(Request.Timezone, out _);

    /// <summary>The next occurrence, UTC; none where there is none, or the schedule is switched off.</summary>
    public DateTimeOffset? Next() => Request.Enabled && IsKnown ? After(LastAt > Since ? LastAt.Value : Since) : null;

    /// <summary>The occurrence that is due, the newest where several were missed; none where none is.</summary>
    public DateTimeOffset? Due(DateTimeOffset now)
    {
        if (Next() is not { } due || due > now)
        {
            return null;
        }

        for (var n = 0; n < Missed && After(due) is { } next && next <= now; n++)
        {
            due = next;
        }

        return due;
    }

    private DateTimeOffset? After(DateTimeOffset time) => Request.ToSchedule().Next(time, CreatedAt);
}

/// <summary>A job of a schedule.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Queue">Its queue.</param>
internal sealed record CronJob(string Id, string Queue);
