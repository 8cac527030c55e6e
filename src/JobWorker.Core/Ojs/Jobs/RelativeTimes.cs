namespace JobWorker.Core.Ojs.Jobs;

/// <summary>Times of a job whose beginning lies ahead, as in <c>+PT5S</c>: they count from that beginning.</summary>
/// <param name="ScheduledAfter">Not before so long after it; none: the job's own time, if any, is absolute.</param>
/// <param name="ExpiresAfter">Never started from so long after it on; none: the job's own expiry, if any, is absolute.</param>
public sealed record RelativeTimes(TimeSpan? ScheduledAfter, TimeSpan? ExpiresAfter)
{
    /// <summary>The job with these times absolute, and with its other times as they were.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="begin">What they count from, UTC.</param>
    public JobSpec Resolve(JobSpec spec, DateTimeOffset begin) => spec with
    {
        ScheduledAt = ScheduledAfter is { } wait ? begin + wait : spec.ScheduledAt,
        ExpiresAt = ExpiresAfter is { } life ? begin + life : spec.ExpiresAt,
    };
}
