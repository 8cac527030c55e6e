using System.Net;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Tests.Leadership;

namespace JobWorker.Host.Tests.Jobs;

public sealed class EndingAJob
{
    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Sends_each_callback_once_the_one_before_is_settled()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(1, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(2, 1, HttpStatusCode.OK);

        var sent = _world.Calls.Where(c => c.StartsWith("send", StringComparison.Ordinal)).Distinct();
        Assert.Equal(["send 0 #0 attempt 1", "send 1 #1 attempt 1", "send 2 #2 attempt 1"], sent);
    }

    [Fact]
    public async Task Hears_of_a_callback_that_only_another_keeper_knew_was_due()
    {
        await _world.SubmitAsync();
        await _world.ElsewhereAsync(new JobCommand.ObserveSucceeded(
            KeeperWorld.Ref, new PodRef("pod", "pod-uid"), 3, _world.Clock.GetUtcNow()));
        await _world.ElsewhereAsync(new JobCommand.RecordCallback(0, 1, 200, null, null, 5, 0, _world.Clock.GetUtcNow()));

        await _world.CallbackAsync(1, 1, HttpStatusCode.OK);

        Assert.Equal(2, (await _world.EventsAsync()).Count(e => e == nameof(CallbackDelivered)));
        Assert.Contains("send 2 #2 attempt 1", _world.Calls);
    }

    [Fact]
    public async Task Takes_up_what_another_keeper_left_when_it_is_woken()
    {
        await _world.SubmitAsync();
        await _world.ElsewhereAsync(new JobCommand.RecordCallback(0, 1, 200, null, null, 5, 0, _world.Clock.GetUtcNow()));
        await _world.ElsewhereAsync(new JobCommand.ObserveSucceeded(
            KeeperWorld.Ref, new PodRef("pod", "pod-uid"), 3, _world.Clock.GetUtcNow()));
        _world.Calls.Clear();

        await _world.SuperviseAsync();

        Assert.Equal(["send 1 #1 attempt 1"], _world.Calls);
    }

    [Fact]
    public async Task Disarms_a_reminder_that_outlived_it()
    {
        await _world.SubmitAsync(webhook: null);
        await _world.SucceedAsync();
        _world.Restart();

        await _world.Keeper.TellAsync(new JobCommand.Supervise(_world.Clock.GetUtcNow()), reminded: true, default);

        Assert.Equal("disarm", _world.Calls[^1]);
    }

    [Fact]
    public async Task Releases_the_finalizer_only_when_the_client_was_told()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(1, 1, HttpStatusCode.OK);
        Assert.DoesNotContain("release", _world.Calls);

        await _world.CallbackAsync(2, 1, HttpStatusCode.OK);

        Assert.Equal("release", _world.Calls[^1]);
    }

    [Fact]
    public async Task Releases_at_once_when_nobody_wants_to_be_told()
    {
        await _world.SubmitAsync(webhook: null);
        await _world.SucceedAsync();

        Assert.Equal("release", _world.Calls[^1]);
    }

    [Fact]
    public async Task Hands_the_job_to_the_reminder_before_the_finalizer_goes_when_the_receiver_fails()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.InternalServerError);

        var (armed, released) = (_world.Calls.FindIndex(c => c.StartsWith("arm", StringComparison.Ordinal)), _world.Calls.IndexOf("release"));
        Assert.InRange(armed, 0, released);
    }

    [Fact]
    public async Task Asks_again_to_release_when_the_api_server_was_away()
    {
        _world.ApiServerDown = true;
        await _world.SubmitAsync(webhook: null);
        await _world.SucceedAsync();
        _world.ApiServerDown = false;
        await _world.SuperviseAsync();
        await _world.SuperviseAsync();

        Assert.Equal(2, _world.Calls.Count(c => c == "release"));
    }

    [Fact]
    public async Task Sets_how_long_the_journal_is_kept_with_the_last_callback()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        Assert.Null(_world.Slots.KeepOf("j-" + KeeperWorld.Id));

        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(1, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(2, 1, HttpStatusCode.OK);

        Assert.Equal(TimeSpan.FromDays(15), _world.Slots.KeepOf("j-" + KeeperWorld.Id));
    }

    [Fact]
    public async Task After_a_restart_goes_on_with_the_callback_that_is_due()
    {
        await _world.SubmitAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.SucceedAsync();
        _world.Calls.Clear();
        _world.Restart();

        await _world.SuperviseAsync();

        Assert.Equal(["send 1 #1 attempt 1"], _world.Calls);
    }

    [Fact]
    public async Task A_failed_callback_is_tried_again_when_it_is_due_and_not_before()
    {
        await _world.SubmitAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("wake in 5s", _world.Calls[^1]);
        _world.Calls.Clear();
        await _world.SuperviseAsync();
        Assert.DoesNotContain(_world.Calls, c => c.StartsWith("send", StringComparison.Ordinal));

        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        await _world.SuperviseAsync();

        Assert.Contains("send 0 #0 attempt 2", _world.Calls);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_gets_nothing_more()
    {
        await _world.SubmitAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.Gone);
        _world.Calls.Clear();

        await _world.SucceedAsync();

        Assert.Equal(["release"], _world.Calls);
        Assert.Contains("CallbackAbandoned", await _world.EventsAsync());
    }

    [Fact]
    public async Task A_rejected_message_arms_tells_and_disarms()
    {
        await _world.TellAsync(new JobCommand.Reject(
            "svc", "http://client/", ErrorCode.MessageInvalid, [new Violation("job.image", "required")], "hash", _world.Clock.GetUtcNow()));
        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);

        Assert.Equal(["arm at version 0", "send 99 #0 attempt 1", "disarm"], _world.Calls);
        Assert.Equal(["JobRejected", "CallbackDelivered"], await _world.EventsAsync());
    }

    [Fact]
    public async Task A_command_to_a_job_nobody_knows_is_refused_and_leaves_nothing()
    {
        var reply = await _world.SucceedAsync();

        Assert.Equal(Core.RefusalCode.NotFound, reply.Refusal);
        Assert.Empty(_world.Slots.Keys);
    }

    [Fact]
    public async Task What_another_replica_did_is_looked_up_by_one_that_leads_again()
    {
        await _world.SubmitAsync();
        await _world.ElsewhereAsync(new JobCommand.RecordCallback(0, 1, 200, null, null, 5, 0, _world.Clock.GetUtcNow()));
        _world.Calls.Clear();

        _world.Role.Elect(TimeSpan.FromSeconds(10));
        await _world.SuperviseAsync();

        Assert.DoesNotContain("send 0 #0 attempt 1", _world.Calls);
    }
}
