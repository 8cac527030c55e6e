using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers.Jobs;

/// <summary>Something to tell in an <c>Event</c> of the Job.</summary>
internal sealed record JobNews(bool IsWarning, string Reason, string Message);

/// <summary>What to do about a Job now. Made from facts alone: no clock is read, nothing is changed.</summary>
internal sealed record JobPlan
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(6);

    /// <summary>Pods to start.</summary>
    public int Create { get; init; }

    /// <summary>Pods to end.</summary>
    public ImmutableArray<StoredObject> Delete { get; init; } = [];

    /// <summary>Whether the deleted pods are excused from counting as failures.</summary>
    public bool Excuse { get; init; }

    /// <summary>Whether the Job's time after its end is over.</summary>
    public bool Expire { get; init; }

    /// <summary>What the status should say; none: leave it.</summary>
    public JsonObject? Status { get; init; }

    public ImmutableArray<JobNews> News { get; init; } = [];

    /// <summary>When to look again even if nothing happens, UTC.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    public static JobPlan For(JsonObject job, JobTally tally, DateTimeOffset now)
    {
        if (job.Condition("Complete") is not null || job.Condition("Failed") is not null)
        {
            return AfterTheEnd(job, now);
        }

        var status = new JobStatus(job, now);
        if (job.IsBeingDeleted())
        {
            return new() { Status = status.Counting(tally) };
        }

        if (FailureOf(job, tally, now) is { } failure)
        {
            return Fail(status, tally, failure);
        }

        if (job.Flag("spec", "suspend") == true)
        {
            return Suspend(status, tally);
        }

        return IsComplete(job, tally) ? Complete(status, tally) : Run(job, status, tally, now);
    }

    private static JobPlan AfterTheEnd(JsonObject job, DateTimeOffset now)
    {
        if (job.Number("spec", "ttlSecondsAfterFinished") is not { } ttl || job.IsBeingDeleted())
        {
            return new();
        }

        var end = job.Condition("Complete") ?? job.Condition("Failed");
        var ended = end.Time("lastTransitionTime") ?? now;
        var due = ended.AddSeconds(ttl);

        return due <= now ? new() { Expire = true } : new() { WakeAt = due };
    }

    private static JobNews? FailureOf(JsonObject job, JobTally tally, DateTimeOffset now)
    {
        if (job.Condition("FailureTarget") is { } target)
        {
            return new(true, target.Text("reason")!, target.Text("message")!);
        }

        var limit = job.Number("spec", "backoffLimit") ?? 6;
        var restarts = job.Text("spec", "template", "spec", "restartPolicy") == "OnFailure" ? tally.Restarts : 0;
        if (tally.Failed > limit || (restarts > 0 && restarts >= Math.Max(1, limit)))
        {
            return new(true, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }

        return DeadlineOf(job) <= now
            ? new(true, "DeadlineExceeded", "Job was active longer than specified deadline")
            : null;
    }

    private static DateTimeOffset? DeadlineOf(JsonObject job) =>
        job.Time("status", "startTime")?.AddSeconds(job.Number("spec", "activeDeadlineSeconds") ?? int.MaxValue);

    /// <summary>First the verdict and the end of all pods; the terminal condition only once they are gone.</summary>
    private static JobPlan Fail(JobStatus status, JobTally tally, JobNews failure)
    {
        ImmutableArray<StoredObject> active = [.. tally.Active];
        status.Set("FailureTarget", failure);
        if (!active.IsEmpty || tally.Terminating.Any())
        {
            return new() { Delete = active, Status = status.Counting(tally, ended: active.Length) };
        }

        status.Set("Failed", failure);
        return new() { Status = status.Counting(tally), News = [failure] };
    }

    private static JobPlan Suspend(JobStatus status, JobTally tally)
    {
        ImmutableArray<StoredObject> active = [.. tally.Active];
        var isNew = status.Set("Suspended", new(false, "JobSuspended", "Job suspended"));
        status.ClearStart();

        return new()
        {
            Delete = active,
            Excuse = true,
            Status = status.Counting(tally, ended: active.Length),
            News = isNew ? [new(false, "Suspended", "Job suspended")] : [],
        };
    }

    private static bool IsComplete(JsonObject job, JobTally tally) =>
        job.Number("spec", "completions") is { } completions
            ? tally.Succeeded >= completions
            : tally.Succeeded > 0 && !tally.Active.Any();

    private static JobPlan Complete(JobStatus status, JobTally tally)
    {
        ImmutableArray<StoredObject> surplus = [.. tally.Active];
        var success = new JobNews(false, "CompletionsReached", "Reached expected number of succeeded pods");
        status.Set("SuccessCriteriaMet", success);
        if (!surplus.IsEmpty || tally.Terminating.Any())
        {
            return new() { Delete = surplus, Status = status.Counting(tally, ended: surplus.Length) };
        }

        status.Set("Complete", success);
        status.SetCompletionTime();
        return new() { Status = status.Counting(tally), News = [new(false, "Completed", "Job completed")] };
    }

    private static JobPlan Run(JsonObject job, JobStatus status, JobTally tally, DateTimeOffset now)
    {
        status.Resume();
        var active = tally.Active.Count();
        var parallelism = job.Number("spec", "parallelism") ?? 1;
        var wanted = job.Number("spec", "completions") is { } completions
            ? Math.Min(parallelism, completions - tally.Succeeded)
            : tally.Succeeded > 0 ? active : parallelism;
        var next = tally.LastFailure + BackOff(tally.FailuresInARow);
        var missing = (int)Math.Max(0, wanted - active);
        var create = next > now ? 0 : missing;
        ImmutableArray<StoredObject> surplus = [.. tally.Active.Take((int)Math.Max(0, active - wanted))];
        DateTimeOffset?[] due = [missing > 0 && create == 0 ? next : null, status.StartTime?.AddSeconds(
            job.Number("spec", "activeDeadlineSeconds") ?? int.MaxValue)];

        return new()
        {
            Create = create,
            Delete = surplus,
            Excuse = true,
            Status = status.Counting(tally, started: create, ended: surplus.Length),
            WakeAt = due.Min(),
        };
    }

    /// <summary>None after the first failure, then 10 s, 20 s, 40 s... to 6 min.</summary>
    private static TimeSpan BackOff(int failures)
    {
        if (failures <= 1)
        {
            return TimeSpan.Zero;
        }

        var delay = FirstBackOff * Math.Pow(2, Math.Min(failures - 2, 10));
        return delay < LongestBackOff ? delay : LongestBackOff;
    }
}
