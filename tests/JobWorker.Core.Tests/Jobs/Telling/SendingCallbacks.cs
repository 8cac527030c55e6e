using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs.Telling;

public sealed class SendingCallbacks
{
    private static readonly Job Succeeded = CommandTable.Jobs["Succeeded"];

    [Fact]
    public void Goes_in_order()
    {
        var job = Succeeded;
        var sent = new List<int>();
        while (job.NextCallback is { } next)
        {
            sent.Add(next.Status);
            job = Fold(job, CommandTable.Callback(attempt: 1, 200, next.Sequence));
        }

        Assert.Equal([0, 1, 2], sent);
        Assert.All(job.Callbacks, c => Assert.Equal(CallbackState.Delivered, c.State));
    }

    [Fact]
    public void Ignores_an_attempt_at_a_later_one() =>
        Assert.Empty(Events(Succeeded, CommandTable.Callback(attempt: 1, 200, sequence: 1)));

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Succeeds_with_any_2xx(int status) =>
        Assert.Equal<JobEvent>(
            [new CallbackDelivered(0, 1, status, 5, Noon)], Events(Succeeded, CommandTable.Callback(1, status)));

    [Theory]
    [InlineData(100)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Retries_anything_else(int status) => Assert.Equal<JobEvent>(
        [new CallbackFailed(0, 1, status, $"status {status}", 5, Noon.AddSeconds(5), Noon)],
        Events(Succeeded, CommandTable.Callback(1, status)));

    [Fact]
    public void Retries_when_there_was_no_answer() => Assert.Equal<JobEvent>(
        [new CallbackFailed(0, 1, null, "no answer", 5, Noon.AddSeconds(5), Noon)],
        Events(Succeeded, CommandTable.Callback(1, status: null)));

    [Fact]
    public void Keeps_the_cause_it_was_told() => Assert.Equal<JobEvent>(
        [new CallbackFailed(0, 1, null, "reset", 5, Noon.AddSeconds(5), Noon)],
        Events(Succeeded, CommandTable.Callback(1, status: null) with { Error = "reset" }));

    [Fact]
    public void Honours_the_receivers_wish() => Assert.Equal<JobEvent>(
        [new CallbackFailed(0, 1, 503, "status 503", 5, Noon.AddMinutes(10), Noon)],
        Events(Succeeded, CommandTable.Callback(1, 503) with { RetryAfter = TimeSpan.FromMinutes(10) }));

    [Fact]
    public void Gives_one_up_after_ten_attempts_and_goes_on_with_the_next()
    {
        var job = Succeeded;
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            Assert.Equal(0, job.NextCallback?.Sequence);
            job = Fold(job, CommandTable.Callback(attempt, 500));
        }

        Assert.Equal((CallbackState.Abandoned, 10), (job.Callbacks[0].State, job.Callbacks[0].Attempts));
        Assert.Equal(1, job.NextCallback?.Sequence);
        Assert.False(job.DeliveryEnded);
    }

    [Fact]
    public void Ends_for_the_whole_job_with_410()
    {
        var job = Fold(CommandTable.Jobs["Running"], CommandTable.Callback(1, 410));

        Assert.Null(job.NextCallback);
        Assert.All(job.Callbacks, c => Assert.Equal(CallbackState.Abandoned, c.State));
        Assert.Equal(
            [CallbackState.Abandoned, CallbackState.Abandoned, CallbackState.Abandoned],
            Fold(job, CommandTable.Commands["Succeeded"]).Callbacks.Select(c => c.State));
    }

    [Fact]
    public void Ends_without_counting_on_where_an_older_journal_says_410()
    {
        var job = Job.Evolve(CommandTable.Jobs["Running"], new CallbackAbandoned(0, 1, 410, "gone", EndsDelivery: true, Noon));

        Assert.Equal(2, Fold(job, CommandTable.Commands["Succeeded"]).Callbacks.Length);
    }

    [Fact]
    public void Ends_for_the_attempt_of_the_job_where_its_url_is_refused()
    {
        var job = Fold(CommandTable.Jobs["Running"], CommandTable.Commands["Callback refused"]);

        Assert.Null(job.NextCallback);
        Assert.Equal([(CallbackState.Refused, 1), (CallbackState.Refused, 0)], job.Callbacks.Select(c => (c.State, c.Attempts)));
        var ended = Fold(job, CommandTable.Commands["Succeeded"]);
        Assert.Equal([0, 1, 2], ended.Callbacks.Where(c => c.State is CallbackState.Refused).Select(c => c.Status));
        Assert.Equal(
            new JobDuties(Create: false, Send: [], WakeAt: null, Supervised: false, Release: true), JobDuties.Of(ended, Noon));

        var again = Fold(Fold(ended, CommandTable.Commands["Redrive"]), new JobCommand.RecordCreated(Ref with { Uid = "again" }, Noon));
        Assert.Equal((3, CallbackState.Pending), (again.NextCallback?.Sequence, again.NextCallback?.State));
    }

    [Fact]
    public void Says_where_a_refused_one_should_have_gone_without_user_info()
    {
        var asked = new JobRequested(Request with { WebhookUrl = "https://u:p@hooks.example.com:8443/a?b=c" }, "hash", [], Noon);

        Assert.Equal<JobEvent>(
            [new CallbackRefused(0, 1, "https://hooks.example.com:8443/a?b=c", "A111", "not there", Noon)],
            Events(After(asked, new JobCreated(Ref, Noon)), CommandTable.Commands["Callback refused"]));
    }

    [Fact]
    public void Is_not_even_begun_where_policy_refuses_the_url_with_the_message()
    {
        var job = Fold(Job.None, CommandTable.Commands["Reject url"]);

        Assert.Equal((JobState.Rejected, 2), (job.State, job.Version));
        Assert.Equal([(99, CallbackState.Refused, 0)], job.Callbacks.Select(c => (c.Status, c.State, c.Attempts)));
        Assert.Equal(
            new JobDuties(Create: false, Send: [], WakeAt: null, Supervised: false, Release: false), JobDuties.Of(job, Noon));
    }

    [Fact]
    public void Is_not_done_when_nobody_wants_any()
    {
        var job = After(
            new JobRequested(
                Request with { WebhookUrl = null }, "hash", [], Noon), new JobCreated(Ref, Noon), new JobSucceeded(1, Noon));

        Assert.Empty(job.Callbacks);
        Assert.Equal(
            new JobDuties(Create: false, Send: [], WakeAt: null, Supervised: false, Release: true), JobDuties.Of(job, Noon));
    }

    private static Job Fold(Job job, JobCommand command) => Events(job, command).Aggregate(job, Job.Evolve);
}
