using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;

namespace JobWorker.Host.Tests.Callbacks.Delivery;

public sealed class WhatIsPending
{
    private readonly ManualClock _clock = new();
    private readonly PendingCallbacks _pending;

    public WhatIsPending() => _pending = new PendingCallbacks(_clock);

    [Fact]
    public void Is_counted_with_the_age_of_the_oldest_until_it_is_settled()
    {
        Assert.Equal((0, TimeSpan.Zero), _pending.Look());

        _pending.Note("a", Job(CallbackState.Delivered, CallbackState.Pending, CallbackState.Pending));
        _clock.Advance(TimeSpan.FromMinutes(3));
        _pending.Note("b", Job(CallbackState.Pending));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((3, TimeSpan.FromMinutes(4)), _pending.Look());

        _pending.Note("a", Job(CallbackState.Delivered, CallbackState.Abandoned, CallbackState.Refused));
        Assert.Equal((1, TimeSpan.FromMinutes(1)), _pending.Look());

        _pending.Note("b", Job(CallbackState.Delivered));
        Assert.Equal((0, TimeSpan.Zero), _pending.Look());
    }

    [Fact]
    public void Counts_while_it_waits_for_another_try_and_keeps_its_age()
    {
        var reported = _clock.GetUtcNow();
        _pending.Note("a", Waiting(reported, due: reported + TimeSpan.FromHours(10)));
        _clock.Advance(TimeSpan.FromHours(11));

        Assert.Equal((1, TimeSpan.FromHours(11)), _pending.Look());
    }

    [Fact]
    public void Is_forgotten_where_nothing_was_heard_of_it_long_after_it_fell_due()
    {
        _pending.Note("a", Job(CallbackState.Pending));
        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal((0, TimeSpan.Zero), _pending.Look());
    }

    [Fact]
    public void Is_forgotten_when_another_replica_leads()
    {
        _pending.Note("a", Job(CallbackState.Pending));
        _pending.Clear();

        Assert.Equal((0, TimeSpan.Zero), _pending.Look());
    }

    [Theory]
    [InlineData(204, "Delivered")]
    [InlineData(410, "Gone")]
    [InlineData(429, "Throttled")]
    [InlineData(503, "Throttled")]
    [InlineData(400, "ClientError")]
    [InlineData(500, "ServerError")]
    [InlineData(302, "Other")]
    [InlineData(null, "NoAnswer")]
    public void Ends_in_one_word(int? status, string outcome)
    {
        Assert.Equal(outcome, new WebhookAnswer(status, null, null).Outcome);
        Assert.Equal("Refused", new WebhookAnswer(status, null, null, Refused: true).Outcome);
    }

    private Job Job(params CallbackState[] states) => new()
    {
        Callbacks = [.. states.Select((state, i) => Callback(i, state, _clock.GetUtcNow(), _clock.GetUtcNow()))],
    };

    private static Job Waiting(DateTimeOffset reported, DateTimeOffset due) => new()
    {
        Callbacks = [Callback(0, CallbackState.Pending, reported, due)],
    };

    private static Callback Callback(int sequence, CallbackState state, DateTimeOffset reported, DateTimeOffset due) =>
        new(sequence, 0, new CallbackDetail(), state, 0, due) { ReportedAt = reported };
}
