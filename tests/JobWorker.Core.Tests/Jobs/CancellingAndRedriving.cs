using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

public sealed class CancellingAndRedriving
{
    private static readonly JobRef Second = new("default", JobName.Of("bb", Request.Id, namesTaken: 0, attempt: 2), "uid-9");

    [Theory]
    [InlineData("Requested")]
    [InlineData("Created")]
    [InlineData("Running")]
    public void Ends_the_job_and_has_its_job_deleted(string state)
    {
        var job = Fold(CommandTable.Jobs[state], new Cancel(Noon));

        Assert.Equal((JobState.Aborted, true), (job.State, job.Removing));
        Assert.Equal((ErrorCode.Cancelled, FailureReason.Cancelled), (job.Error!.ErrorCode, job.Error.Reason));
        Assert.Equal(CallbackStatus.Exception, job.Callbacks[^1].Status);
        Assert.True(JobDuties.Of(job, Noon) is { Remove: true, Supervised: true, Create: false, Release: false });
    }

    [Fact]
    public void Waits_for_the_job_before_it_is_deleted() =>
        Assert.IsType<Decision<JobEvent>.Refused>(
            JobDecider.Decide(Fold(CommandTable.Jobs["Running"], new Cancel(Noon)), new Redrive(Noon)));

    [Fact]
    public void Begins_a_new_attempt_that_knows_what_was_asked_and_told()
    {
        var failed = CommandTable.Jobs["Failed"];
        var job = Fold(failed, new Redrive(Noon));

        Assert.Equal((JobState.Requested, 2, null, null), (job.State, job.Attempt, job.Ref, job.Error));
        Assert.Equal((failed.Request, failed.PayloadHash, failed.Callbacks), (job.Request, job.PayloadHash, job.Callbacks));
        Assert.Equal(Ref, Assert.Single(job.Former));
        Assert.True(JobDuties.Of(job, Noon) is { Create: true, Supervised: true });
    }

    [Fact]
    public void Goes_on_counting_callbacks()
    {
        var job = Fold(CommandTable.Jobs["Failed"], new Redrive(Noon), new RecordCreated(Second, Noon), new ObserveSucceeded(Second, Pod, 1, Noon));

        Assert.Equal([0, 1, 3, 0, 1, 2], job.Callbacks.Select(c => c.Status));
        Assert.Equal(Enumerable.Range(0, 6), job.Callbacks.Select(c => c.Sequence));
        Assert.Equal(JobState.Succeeded, job.State);
    }

    [Fact]
    public void Hears_nothing_of_the_job_before()
    {
        var job = Fold(CommandTable.Jobs["Failed"], new Redrive(Noon));

        Assert.Empty(Events(job, new ObserveFailed(Ref, Pod, Boom, Noon)));
        Assert.Empty(Events(job, new ObserveVanished(Ref, Noon)));
        Assert.Empty(Events(Fold(job, new RecordCreated(Second, Noon)), new ObserveSucceeded(Ref, Pod, 1, Noon)));
        Assert.NotEmpty(Events(job, new ObserveStarted(Second, Pod, Noon)));
    }

    [Fact]
    public void Keeps_silent_where_the_receiver_is_gone()
    {
        var job = Fold(CommandTable.Jobs["Failed"], CommandTable.Callback(1, 410), new Redrive(Noon), new RecordCreated(Second, Noon));

        Assert.Equal(4, job.Callbacks.Length);
        Assert.Null(job.NextCallback);
    }

    private static Job Fold(Job job, params ReadOnlySpan<JobCommand> commands)
    {
        foreach (var command in commands)
        {
            job = Events(job, command).Aggregate(job, Job.Evolve);
        }

        return job;
    }
}
