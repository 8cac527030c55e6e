using JobWorker.Core;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Api;
using JobWorker.Host.Cluster;
using JobWorker.Host.Jobs;

namespace JobWorker.Host.Tests.Jobs;

public sealed class GivingUpAJob
{
    private readonly KeeperWorld _world = new();

    private JobCommand Overdue => new JobCommand.ObserveOverdue(
        KeeperWorld.Ref, new PodRef("pod", "pod-uid"), FailureReason.ImagePullBackOff, "back-off", Hopeless: false, _world.Clock.GetUtcNow());

    [Fact]
    public async Task Looks_only_when_the_time_to_start_is_over()
    {
        await _world.SubmitAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(9.9));
        await _world.SuperviseAsync();
        Assert.DoesNotContain("look", _world.Calls);

        _world.Clock.Advance(TimeSpan.FromMinutes(0.2));
        await _world.SuperviseAsync();

        Assert.Single(_world.Calls, "look");
    }

    [Fact]
    public async Task Records_then_deletes_then_lets_go()
    {
        await LateAsync();
        _world.Seen = Overdue;

        await _world.SuperviseAsync();

        Assert.Equal(["JobRequested", "JobCreated", "PodStuck", "JobAborted", "JobRemoved"], await _world.EventsAsync());
        Assert.Equal(["look", "arm at version 2", "remove uid-1", "send 0 #0 attempt 1", "release"], _world.Calls);
    }

    [Fact]
    public async Task Does_not_happen_to_a_job_that_started_while_the_watch_was_behind()
    {
        await LateAsync();
        _world.Seen = new JobCommand.ObserveStarted(KeeperWorld.Ref, new PodRef("pod", "pod-uid"), _world.Clock.GetUtcNow());

        var reply = await _world.SuperviseAsync();

        Assert.Equal(JobState.Running, reply.State);
        Assert.DoesNotContain(_world.Calls, call => call.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waits_while_the_api_server_is_away_and_asks_now_and_then()
    {
        await LateAsync();
        (_world.Seen, _world.ApiServerDown) = (Overdue, true);
        await _world.SuperviseAsync();
        await _world.SuperviseAsync();
        Assert.Single(_world.Calls, "look");

        _world.ApiServerDown = false;
        _world.Clock.Advance(TimeSpan.FromSeconds(11));
        var reply = await _world.SuperviseAsync();

        Assert.Equal(JobState.Aborted, reply.State);
    }

    [Fact]
    public async Task Goes_on_deleting_after_a_crash_between_decision_and_deletion()
    {
        await _world.SubmitAsync();
        var stream = await _world.Journal.LoadAsync(KeeperWorld.Id, default);
        await _world.Journal.AppendAsync(
            stream, [new JobAborted(new("A110", "m", FailureReason.Cancelled), _world.Clock.GetUtcNow(), Removes: true)], null, default);
        _world.Calls.Clear();
        _world.Restart();

        await _world.SuperviseAsync();

        Assert.Equal(["remove uid-1", "send 0 #0 attempt 1", "release"], _world.Calls);
    }

    [Fact]
    public async Task Tries_to_delete_until_it_succeeds_and_is_held_by_the_reminder_meanwhile()
    {
        await _world.SubmitAsync(webhook: null);
        _world.ApiServerDown = true;
        _world.Calls.Clear();
        await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()));
        Assert.Equal(["arm at version 2", "remove uid-1", "wake in 5s"], _world.Calls);

        _world.Calls.Clear();
        await _world.SuperviseAsync();
        Assert.Equal(["remove uid-1", "wake in 10s"], _world.Calls);

        _world.Calls.Clear();
        _world.ApiServerDown = false;
        await _world.SuperviseAsync();

        Assert.Equal(["remove uid-1", "release", "disarm"], _world.Calls);
        Assert.Equal(["JobRequested", "JobCreated", "JobAborted", "JobRemoved"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Tells_why_the_job_cannot_be_deleted_and_goes_on_trying()
    {
        await _world.SubmitAsync(webhook: null);
        _world.Removal = new RemoveOutcome(false, FailureReason.Forbidden, "may not delete jobs");
        await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()));
        await _world.SuperviseAsync();

        Assert.Equal(["JobRequested", "JobCreated", "JobAborted", "JobRemoveRefused"], await _world.EventsAsync());
        var view = JobView.Of(KeeperWorld.Id, await _world.Journal.HistoryAsync(KeeperWorld.Id, default).ToListAsync());
        Assert.Equal((FailureReason.Forbidden, "Its Kubernetes Job cannot be deleted: may not delete jobs"), (view.Stuck!.Reason, view.Stuck.Message));
        Assert.Equal((FailureReason.Forbidden, "may not delete jobs"), (view.Timeline[^1].Reason, view.Timeline[^1].Note));
        Assert.Equal(["wake in 5s", "wake in 10s"], _world.Calls.Where(c => c.StartsWith("wake", StringComparison.Ordinal)));

        _world.Removal = RemoveOutcome.Gone;
        await _world.SuperviseAsync();

        Assert.Equal("JobRemoved", (await _world.EventsAsync())[^1]);
        Assert.Null(JobView.Of(KeeperWorld.Id, await _world.Journal.HistoryAsync(KeeperWorld.Id, default).ToListAsync()).Stuck);
    }

    [Fact]
    public async Task Happens_an_hour_after_the_cluster_first_refused_it_and_shows_from_the_first()
    {
        var refused = new CreateOutcome.Failed(
            CreateFailure.Refused, new CallbackError(ErrorCode.CreateFailed, "exceeded quota: q", FailureReason.QuotaExceeded));
        _world.Creations([.. Enumerable.Repeat(refused, 200)]);
        await _world.SubmitAsync();
        var view = JobView.Of(KeeperWorld.Id, await _world.Journal.HistoryAsync(KeeperWorld.Id, default).ToListAsync());
        Assert.Equal((FailureReason.QuotaExceeded, "exceeded quota: q"), (view.Stuck!.Reason, view.Stuck.Message));
        Assert.Equal(FailureReason.QuotaExceeded, view.Timeline[^1].Reason);

        JobReply reply;
        var minutes = 0;
        do
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            minutes++;
            reply = await _world.SuperviseAsync();
        }
        while (reply.State is JobState.Requested && minutes < 100);

        Assert.Equal((JobState.Aborted, 60), (reply.State, minutes));
        Assert.Contains("send 99 #0 attempt 1", _world.Calls);
        Assert.Equal("JobRemoved", (await _world.EventsAsync())[^1]);
    }

    [Fact]
    public async Task Deletes_by_name_what_may_have_been_created()
    {
        _world.Creations(new CreateOutcome.Failed(
            CreateFailure.Retryable, new CallbackError(ErrorCode.CreateFailed, "no answer", FailureReason.Unknown)));
        await _world.SubmitAsync();

        await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()));

        Assert.Contains($"remove {JobName.Of("bb", KeeperWorld.Id, 0)}", _world.Calls);
    }

    [Fact]
    public async Task Is_refused_for_a_job_nobody_knows_or_that_is_over()
    {
        Assert.Equal(RefusalCode.NotFound, (await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()))).Refusal);
        await _world.SubmitAsync();
        await _world.SucceedAsync();

        Assert.Equal(RefusalCode.Conflict, (await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()))).Refusal);
    }

    [Fact]
    public async Task Can_be_followed_by_a_new_attempt_under_a_new_name()
    {
        await _world.SubmitAsync(webhook: null);
        await _world.TellAsync(new JobCommand.Cancel(_world.Clock.GetUtcNow()));
        _world.Calls.Clear();
        _world.Restart();
        _world.Creations(new CreateOutcome.Created(KeeperWorld.Ref with { Name = "second", Uid = "uid-2" }));

        var reply = await _world.TellAsync(new JobCommand.Redrive(_world.Clock.GetUtcNow()));

        Assert.Equal(JobState.Created, reply.State);
        Assert.Equal(
            ["arm at version 4", $"create {JobName.Of("bb", KeeperWorld.Id, 0, attempt: 2)}", "release", "disarm"], _world.Calls);
        Assert.True(_world.Slots.KeepOf("j-" + KeeperWorld.Id) > TimeSpan.FromDays(15));
    }

    private async Task LateAsync()
    {
        await _world.SubmitAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Calls.Clear();
    }
}
