using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs.Telling;

public sealed class SendingAgain
{
    private const string Elsewhere = "https://other.example/hook";

    private static readonly Job Told = Enumerable.Range(0, 3).Aggregate(
        CommandTable.Jobs["Succeeded"], (job, sequence) => Fold(job, CommandTable.Callback(1, 200, sequence)));

    [Fact]
    public void Makes_a_delivered_callback_due_at_once_and_counts_its_attempts_on()
    {
        var job = Fold(Told, new Resend(1, null, Noon.AddHours(1)));

        Assert.Equal((1, 1, 1, Noon.AddHours(1)), (job.NextCallback!.Sequence, job.NextCallback.Attempts, job.NextCallback.Since, job.NextCallback.DueAt));
        Assert.Equal(Request.WebhookUrl, job.WebhookUrl);
        Assert.Equal<JobEvent>([new CallbackDelivered(1, 2, 200, 5, Noon)], Events(job, CommandTable.Callback(2, 200, 1)));
    }

    [Fact]
    public void Begins_the_schedule_anew()
    {
        var job = Fold(Fail(CommandTable.Jobs["Succeeded"], sequence: 0, from: 1, to: 10), new Resend(0, null, Noon));

        Assert.Equal<JobEvent>(
            [new CallbackFailed(0, 11, 500, "status 500", 5, Noon.AddSeconds(5), Noon)], Events(job, CommandTable.Callback(11, 500)));
        job = Fail(job, 0, from: 11, to: 19);
        Assert.Equal(0, job.NextCallback!.Sequence);
        Assert.Equal(1, Fold(job, CommandTable.Callback(20, 500)).NextCallback!.Sequence);
    }

    [Fact]
    public void Sends_everything_to_a_corrected_url_from_then_on()
    {
        var job = Fold(CommandTable.Jobs["Running"], new Resend(0, Elsewhere, Noon));

        Assert.Equal(Elsewhere, job.WebhookUrl);
        Assert.Equal(Elsewhere, Fold(job, new ObserveSucceeded(Ref, Pod, 1, Noon)).WebhookUrl);
    }

    [Fact]
    public void Opens_a_delivery_that_was_ended_for_what_comes_later()
    {
        var ended = Fold(CommandTable.Jobs["Running"], CommandTable.Callback(1, 410));
        var job = Fold(Fold(ended, new Resend(1, Elsewhere, Noon)), CommandTable.Commands["Succeeded"]);

        Assert.False(job.DeliveryEnded);
        Assert.Equal(
            [CallbackState.Abandoned, CallbackState.Pending, CallbackState.Pending], job.Callbacks.Select(c => c.State));
        Assert.Equal(1, job.NextCallback!.Sequence);
    }

    [Fact]
    public void Of_all_that_were_given_up_keeps_their_order_and_leaves_the_others_alone()
    {
        var ended = Fold(Fold(CommandTable.Jobs["Running"], CommandTable.Callback(1, 200)), CommandTable.Callback(1, 410, 1));
        var job = Fold(ended, CommandTable.Commands["Succeeded"]);

        Assert.Equal<JobEvent>(
            [new CallbackResent(1, Elsewhere, Noon), new CallbackResent(2, Elsewhere, Noon)],
            Events(job, new Resend(null, Elsewhere, Noon)));
    }

    [Fact]
    public void Of_an_earlier_one_goes_before_a_later_one_that_waits()
    {
        var waiting = Fold(Fold(CommandTable.Jobs["Running"], CommandTable.Callback(1, 200)), CommandTable.Callback(1, 500, 1));
        var job = Fold(waiting, new Resend(0, null, Noon));

        Assert.Equal(0, job.NextCallback!.Sequence);
        Assert.Equal(1, Fold(job, CommandTable.Callback(2, 200)).NextCallback!.Sequence);
    }

    [Fact]
    public void Forgets_nothing_of_a_later_one_that_was_on_its_way()
    {
        var job = Fold(Fold(CommandTable.Jobs["Running"], CommandTable.Callback(1, 200)), new Resend(0, null, Noon));

        Assert.Equal<JobEvent>([new CallbackDelivered(1, 1, 200, 5, Noon)], Events(job, CommandTable.Callback(1, 200, 1)));
    }

    [Fact]
    public void Needs_the_reminder_for_the_kubernetes_job_may_be_gone()
    {
        Assert.False(JobDuties.Of(Told, Noon).Supervised);

        var job = Fold(Told, new Resend(2, null, Noon));

        Assert.True(JobDuties.Of(job, Noon).Supervised);
        Assert.Equal(2, JobDuties.Of(job, Noon).Send[0].Sequence);
        Assert.False(JobDuties.Of(Fold(job, CommandTable.Callback(2, 200, 2)), Noon).Supervised);
    }

    [Theory]
    [InlineData(7, null, RefusalCode.NotFound, "The job has no callback 7.")]
    [InlineData(-1, null, RefusalCode.NotFound, "The job has no callback -1.")]
    [InlineData(0, null, RefusalCode.Conflict, "Callback 0 is already pending.")]
    [InlineData(1, "http://webhook.com", RefusalCode.Conflict, "Callback 1 is already pending.")]
    [InlineData(null, null, RefusalCode.Conflict, "The job has no callback that was given up.")]
    public void Is_refused_where_there_is_nothing_to_send(int? sequence, string? url, RefusalCode code, string message) => Assert.Equal(
        new Decision<JobEvent>.Refused(code, message),
        JobDecider.Decide(CommandTable.Jobs["Succeeded"], new Resend(sequence, url, Noon)));

    [Fact]
    public void Is_refused_where_nobody_wants_any()
    {
        var job = After(new JobRequested(Request with { WebhookUrl = null }, "hash", [], Noon), new JobCreated(Ref, Noon));

        Assert.Equal(
            new Decision<JobEvent>.Refused(RefusalCode.Conflict, "The job has no webhook URL, and none was given."),
            JobDecider.Decide(job, new Resend(0, null, Noon)));
    }

    private static Job Fail(Job job, int sequence, int from, int to) => Enumerable.Range(from, to - from + 1).Aggregate(
        job, (j, attempt) => Fold(j, CommandTable.Callback(attempt, 500, sequence)));

    private static Job Fold(Job job, JobCommand command) => Events(job, command).Aggregate(job, Job.Evolve);
}
