using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

public sealed class CreatingTheJob
{
    private static readonly Job Requested = CommandTable.Jobs["Requested"];

    [Fact]
    public void Is_due_at_once() => Assert.True(JobDuties.Of(Requested, Noon).Create);

    [Fact]
    public void Is_tried_again_after_a_second_at_most_when_the_server_is_away()
    {
        var failed = CommandTable.CreateFailed(CreateFailure.Retryable) with { Chance = 1 };

        Assert.Equal<JobEvent>([new JobCreateDeferred(1, Boom.Message, Noon.AddSeconds(1), Noon)], Events(Requested, failed));
    }

    [Fact]
    public void Waits_as_long_as_the_server_wishes()
    {
        var failed = CommandTable.CreateFailed(CreateFailure.Retryable) with { RetryAfter = TimeSpan.FromMinutes(7) };

        Assert.Equal<JobEvent>([new JobCreateDeferred(1, Boom.Message, Noon.AddMinutes(7), Noon)], Events(Requested, failed));
    }

    [Fact]
    public void Counts_its_attempts()
    {
        var deferred = After(new JobRequested(Request, "hash", [], Noon), new JobCreateDeferred(4, "away", Noon, Noon));
        var next = Assert.IsType<JobCreateDeferred>(
            Assert.Single(Events(deferred, CommandTable.CreateFailed(CreateFailure.Retryable))));

        Assert.Equal((5, Noon.AddSeconds(8)), (next.Attempt, next.RetryAt));
    }

    [Fact]
    public void Tries_four_names_and_then_says_that_all_are_taken()
    {
        var (job, names) = (Requested, new List<string>());
        var taken = CommandTable.CreateFailed(CreateFailure.NameTaken);
        while (!job.IsFinal)
        {
            names.Add(JobName.Of("bb", Request.Id, job.NamesTaken));
            job = Events(job, taken with { Name = names[^1] }).Aggregate(job, Job.Evolve);
        }

        Assert.Equal(["bb-fbe70e59", "bb-9335ef43", "bb-191d77f9", "bb-08d2e6ef"], names);
        Assert.Equal((JobState.Aborted, Boom), (job.State, job.Error));
        Assert.Equal(CallbackStatus.Exception, Assert.Single(job.Callbacks).Status);
    }

    [Fact]
    public void Is_reported_with_the_uid_and_the_name()
    {
        var job = CommandTable.Jobs["Created"];

        Assert.Equal<Callback>(
            [new Callback(0, Status: 0, new CallbackDetail(JobId: "uid-1", JobName: "bb-fbe70e59"), CallbackState.Pending, 0, Noon) { ReportedAt = Noon }],
            job.Callbacks);
    }

    [Fact]
    public void Stops_waiting_once_the_job_is_seen()
    {
        var job = After(
            new JobRequested(
                Request, "hash", [], Noon), new JobCreateDeferred(1, "away", Noon.AddHours(1), Noon), new JobCreated(Ref, Noon));

        Assert.Null(job.CreateAt);
        Assert.False(JobDuties.Of(job, Noon).Supervised);
    }
}
