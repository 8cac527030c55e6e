using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>What becomes of a job whose attempt failed. OJS retry policies, sections 5 to 7.</summary>
internal static class Failures
{
    /// <summary>A worker, or the clock, says that the attempt failed.</summary>
    public static JobFailed Decide(OjsJob job, Failure failure, DateTimeOffset now, ref Chance chance)
    {
        var error = new JobError(failure.Code, failure.Type, failure.Message, job.Attempt, now, failure.Details);
        var retry = job.Spec.Retry;
        if (failure.Retryable == false || failure.Code is HandlerCodes.Discard or HandlerCodes.DeadLetter || !retry.IsRetryable(failure.Type) || IsLast(job))
        {
            return new JobFailed(job.Place, job.Version + 1, error, JobState.Discarded, RetryAt: null, now);
        }

        var delay = failure.RetryAfter ?? retry.DelayAfter(job.Attempt, chance.Fraction());

        return new JobFailed(job.Place, job.Version + 1, error, JobState.Retryable, now + delay, now);
    }

    /// <summary>The worker was silent for too long: at once to the next one.</summary>
    public static JobFailed Lost(OjsJob job, DateTimeOffset now)
    {
        var error = new JobError(
            "visibility_timeout", "visibility_timeout", $"The worker was silent for {job.Lease}.", job.Attempt, now);

        return new JobFailed(
            job.Place, job.Version + 1, error, IsLast(job) ? JobState.Discarded : JobState.Available, RetryAt: null, now);
    }

    private static bool IsLast(OjsJob job) => job.Attempt >= job.Spec.Retry.MaxAttempts;
}
