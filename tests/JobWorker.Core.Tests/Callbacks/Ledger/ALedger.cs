using JobWorker.Core.Callbacks;
using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Callbacks.Ledger;

public sealed class ALedger
{
    private static readonly JobEvent Asked = new JobRequested(Request, "hash", [], Noon);
    private static readonly JobEvent Created = new JobCreated(Ref, Noon.AddSeconds(1));
    private static readonly JobEvent Started = new PodStarted(Pod, Noon.AddSeconds(2));
    private static readonly JobEvent Failed = new JobFailed(Boom, Noon.AddSeconds(3));

    [Fact]
    public void Of_a_journal_without_callbacks_is_empty() => Assert.Empty(Of(Asked).Callbacks);

    [Fact]
    public void Shows_every_callback_with_what_it_says_and_where_it_goes()
    {
        var ledger = Of(Asked, Created, Started, Failed);

        Assert.Equal(("a", 4), (ledger.Id, ledger.Version));
        Assert.Equal(
            [(0, 0), (1, 1), (2, 3)], ledger.Callbacks.Select(c => (c.Sequence, c.Status)));
        Assert.Equal([CallbackIds.Of("a", 0), CallbackIds.Of("a", 1), CallbackIds.Of("a", 2)], ledger.Callbacks.Select(c => c.WebhookId));
        Assert.All(ledger.Callbacks, c => Assert.Equal((LedgerState.Pending, "http://webhook.com"), (c.State, c.Url)));
        Assert.Equal(new CallbackDetail(JobId: Ref.Uid, JobName: Ref.Name), ledger.Callbacks[0].Detail);
        Assert.Equal(new CallbackDetail(Error: Boom), ledger.Callbacks[2].Detail);
        Assert.Equal(Noon.AddSeconds(3), ledger.Callbacks[2].At);
    }

    [Fact]
    public void Shows_every_attempt()
    {
        var line = Of(
            Asked,
            Created,
            new CallbackFailed(0, 1, 500, "status 500", 7, Noon.AddMinutes(1), Noon.AddSeconds(1)),
            new CallbackFailed(0, 2, null, "reset", 8, Noon.AddMinutes(2), Noon.AddMinutes(1)),
            new CallbackDelivered(0, 3, 204, 9, Noon.AddMinutes(2))).Callbacks[0];

        Assert.Equal((LedgerState.Delivered, null), (line.State, line.NextTryAt));
        Assert.Equal<LedgerAttempt>(
            [
                new LedgerAttempt(1, Noon.AddSeconds(1), "http://webhook.com", 500, 7, "status 500", Noon.AddMinutes(1)),
                new LedgerAttempt(2, Noon.AddMinutes(1), "http://webhook.com", null, 8, "reset", Noon.AddMinutes(2)),
                new LedgerAttempt(3, Noon.AddMinutes(2), "http://webhook.com", 204, 9, null, null),
            ],
            line.Attempts);
    }

    [Fact]
    public void Says_when_the_next_is_tried_and_nothing_of_those_that_wait_for_it()
    {
        var later = Noon.AddHours(1);
        var failed = new CallbackFailed(0, 1, 503, "status 503", 7, later, Noon.AddSeconds(1));

        Assert.Equal([later, null, null], NextTries(Asked, Created, failed, Started, Failed));
        Assert.Equal(
            [null, Noon.AddSeconds(2), null],
            NextTries(Asked, Created, failed, Started, Failed, new CallbackDelivered(0, 2, 200, 5, later)));
    }

    [Fact]
    public void Tells_given_up_from_ended()
    {
        Assert.Equal(
            [LedgerState.Abandoned, LedgerState.Pending],
            States(Asked, Created, new CallbackAbandoned(0, 10, 500, "status 500", false, Noon, 4), Started));
        Assert.Equal(
            [LedgerState.Abandoned, LedgerState.Ended, LedgerState.Ended],
            States(
                Asked, Created, new CallbackAbandoned(0, 10, 500, "", false, Noon), Started,
                new CallbackAbandoned(1, 1, 410, "gone", true, Noon, 4, CountsOn: true), Failed));
    }

    [Fact]
    public void Shows_what_was_sent_again_and_where_to()
    {
        var ledger = Of(
            Asked, Created,
            new CallbackAbandoned(0, 1, 410, "gone", true, Noon, 4, CountsOn: true), Started,
            new CallbackResent(0, "https://other.example/hook", Noon.AddHours(1)),
            new CallbackDelivered(0, 2, 200, 5, Noon.AddHours(2)), Failed);

        Assert.Equal([LedgerState.Delivered, LedgerState.Ended, LedgerState.Pending], ledger.Callbacks.Select(c => c.State));
        Assert.Equal(
            ["http://webhook.com", "https://other.example/hook"], ledger.Callbacks[0].Attempts.Select(a => a.Url));
        Assert.Equal<LedgerResend>([new LedgerResend(Noon.AddHours(1), "https://other.example/hook")], ledger.Callbacks[0].Resends);
        Assert.Equal(
            ["https://other.example/hook", "http://webhook.com", "https://other.example/hook"], ledger.Callbacks.Select(c => c.Url));
    }

    [Fact]
    public void Shows_no_password()
    {
        var asked = new JobRequested(Request with { WebhookUrl = "https://user:secret@example.com/a?b=1" }, "hash", [], Noon);

        Assert.Equal("https://example.com/a?b=1", Of(asked, Created).Callbacks[0].Url);
    }

    private static CallbackLedger Of(params JobEvent[] events) =>
        CallbackLedger.Of("a", events.Select((e, i) => new Recorded<JobEvent>(i + 1, e, "")));

    private static IEnumerable<DateTimeOffset?> NextTries(params JobEvent[] events) => Of(events).Callbacks.Select(c => c.NextTryAt);

    private static IEnumerable<LedgerState> States(params JobEvent[] events) => Of(events).Callbacks.Select(c => c.State);
}
