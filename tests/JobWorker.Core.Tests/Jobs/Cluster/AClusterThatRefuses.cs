using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs.Cluster;

/// <summary>A quota, a missing right: borne for a time, then told. An API server that is away is borne for ever.</summary>
public sealed class AClusterThatRefuses
{
    private static readonly TimeSpan Within = TimeSpan.FromHours(1);
    private static readonly CallbackError Quota = new(ErrorCode.CreateFailed, "exceeded quota", FailureReason.QuotaExceeded);
    private static readonly Job Requested = CommandTable.Jobs["Requested"];

    [Fact]
    public void Is_asked_again_and_the_reason_shows_at_once()
    {
        var deferred = Assert.IsType<JobCreateDeferred>(Assert.Single(Events(Requested, Refused(Noon))));

        Assert.Equal((FailureReason.QuotaExceeded, "exceeded quota"), (deferred.Reason, deferred.Error));
        Assert.Equal((deferred, Noon), (Fold(Requested, Refused(Noon)) is var job ? job.Deferred : null, job.RefusedSince!.Value));
    }

    [Fact]
    public void Is_given_up_once_its_time_is_over_with_what_it_said_last()
    {
        var job = Fold(Requested, Refused(Noon), Refused(Noon + (0.99 * Within)));
        Assert.Equal(JobState.Requested, job.State);

        var aborted = Assert.IsType<JobAborted>(Assert.Single(Events(job, Refused(Noon + Within))));

        Assert.Equal((Quota, true), (aborted.Error, aborted.Removes));
        Assert.Null(Job.Evolve(job, aborted).Deferred);
    }

    [Fact]
    public void Has_its_time_counted_from_the_first_refusal_whatever_comes_between()
    {
        var away = CommandTable.CreateFailed(CreateFailure.Retryable) with { Within = Within };
        var job = Fold(Requested, away with { At = Noon - (5 * Within) }, Refused(Noon), away with { At = Noon.AddMinutes(5) });

        Assert.Equal(JobState.Requested, job.State);
        Assert.Equal(Noon, job.RefusedSince);
        Assert.IsType<JobAborted>(Assert.Single(Events(job, Refused(Noon + Within))));
    }

    [Fact]
    public void Is_not_one_that_is_away()
    {
        var away = CommandTable.CreateFailed(CreateFailure.Retryable) with { Within = Within };
        var job = Fold(Requested, away, away with { At = Noon + (100 * Within) });

        Assert.Equal((JobState.Requested, null), (job.State, job.RefusedSince));
    }

    [Fact]
    public void Is_forgotten_once_the_job_exists_or_a_new_attempt_begins()
    {
        var job = Fold(Requested, Refused(Noon));

        Assert.Null(Fold(job, new JobCommand.RecordCreated(Ref, Noon)).Deferred);
        Assert.Null(Fold(job, new JobCommand.Cancel(Noon), new JobCommand.RecordRemoved(Noon), new JobCommand.Redrive(Noon)).RefusedSince);
    }

    [Fact]
    public void Leaves_nothing_behind_of_a_try_that_was_not_answered()
    {
        var tried = Fold(Requested, CommandTable.CreateFailed(CreateFailure.Retryable));

        Assert.True(Fold(tried, CommandTable.CreateFailed(CreateFailure.Final)).Removing);
        Assert.False(Fold(Requested, CommandTable.CreateFailed(CreateFailure.Final)).Removing);
    }

    [Fact]
    public void Is_told_once_for_each_reason_when_it_refuses_a_deletion()
    {
        var job = Fold(CommandTable.Jobs["Created"], new JobCommand.Cancel(Noon));
        var refused = new JobCommand.RecordRemoveRefused(FailureReason.Forbidden, "may not", Noon);

        Assert.IsType<JobRemoveRefused>(Assert.Single(Events(job, refused)));
        job = Fold(job, refused);
        Assert.Empty(Events(job, refused with { Error = "may still not" }));
        Assert.Single(Events(job, refused with { Reason = FailureReason.AdmissionDenied }));
        Assert.True(job.Removing);
        Assert.Null(Fold(job, new JobCommand.RecordRemoved(Noon)).RemoveRefused);
    }

    private static JobCommand.RecordCreateFailed Refused(DateTimeOffset at) =>
        CommandTable.CreateFailed(CreateFailure.Refused) with { Error = Quota, Within = Within, At = at };

    private static Job Fold(Job job, params ReadOnlySpan<JobCommand> commands)
    {
        foreach (var command in commands)
        {
            job = Events(job, command).Aggregate(job, Job.Evolve);
        }

        return job;
    }
}
