using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Tests.Jobs;

public sealed class TellingManyCallbacks
{
    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Offers_all_that_is_due()
    {
        await EndedAsync();

        Assert.Equal([(0, 1), (1, 1), (2, 1)], _world.Offered);
    }

    [Fact]
    public async Task Records_them_with_one_write_and_lets_the_job_go()
    {
        await EndedAsync();
        var writes = _world.Slots.Writes;

        var reply = await _world.TellAsync(Attempts((0, 200), (1, 200), (2, 200)));

        Assert.Equal((writes + 1, 7), (_world.Slots.Writes, reply.Version));
        Assert.Equal(3, (await _world.EventsAsync()).Count(e => e == nameof(CallbackDelivered)));
        Assert.Equal("release", _world.Calls[^1]);
    }

    [Fact]
    public async Task Offers_the_rest_once_one_was_not_taken()
    {
        await EndedAsync();
        await _world.TellAsync(Attempts((0, 200), (1, 500)));
        _world.Clock.Advance(TimeSpan.FromSeconds(10));

        await _world.SuperviseAsync();

        Assert.Equal([(1, 2), (2, 1)], _world.Offered);
    }

    /// <summary>They are sent again then, as the same attempts.</summary>
    [Fact]
    public async Task Offers_the_same_again_when_the_process_died_before_it_was_told()
    {
        await EndedAsync();
        var before = _world.Offered;
        _world.Restart();

        await _world.SuperviseAsync();

        Assert.Equal(before, _world.Offered);
    }

    [Fact]
    public async Task Says_which_was_refused()
    {
        await EndedAsync();

        await _world.TellAsync(new JobCommand.RecordCallbacks(
            [Attempt(0, 200), Attempt(1, null) with { Refused = true, Error = "not there" }], _world.Clock.GetUtcNow()));

        var job = (await _world.Journal.LoadAsync(KeeperWorld.Id, default)).State;
        Assert.Equal(
            [CallbackState.Delivered, CallbackState.Refused, CallbackState.Refused], job.Callbacks.Select(c => c.State));
    }

    private async Task EndedAsync()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
    }

    private JobCommand.RecordCallbacks Attempts(params (int Sequence, int Status)[] attempts) =>
        new([.. attempts.Select(a => Attempt(a.Sequence, a.Status))], _world.Clock.GetUtcNow());

    private JobCommand.RecordCallback Attempt(int sequence, int? status) =>
        new(sequence, 1, status, null, null, 5, 0, _world.Clock.GetUtcNow());
}
