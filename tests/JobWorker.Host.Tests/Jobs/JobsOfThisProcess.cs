using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Jobs;

public sealed class JobsOfThisProcess : IDisposable
{
    private const string ActorId = $"job-worker-{KeeperWorld.Id}";

    private static readonly CreateOutcome Away = new CreateOutcome.Failed(
        CreateFailure.Retryable, new CallbackError(ErrorCode.CreateFailed, "away", FailureReason.Unknown));

    private readonly KeeperWorld _world = new();
    private readonly JobsHere _here;

    public JobsOfThisProcess()
    {
        _here = Here(_world.Role);
        _world.Role.Elect(TimeSpan.FromHours(1));
    }

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task Take_their_turns_here_while_this_replica_alone_works()
    {
        var reply = await _here.TryTellAsync(ActorId, Submit);

        Assert.Equal((JobState.Created, 2L), (reply!.State, reply.Version));
        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Are_left_to_their_actors_by_a_follower_and_where_all_replicas_work()
    {
        using var follower = Here(Leaderships.Role(LeadershipMode.LeaderOnly, _world.Clock));
        using var everybody = Here(Leaderships.Role(LeadershipMode.AllReplicas, _world.Clock));
        using var alone = Here(Leaderships.Alone(_world.Clock));

        Assert.Null(await follower.TryTellAsync(ActorId, Submit));
        Assert.Null(await everybody.TryTellAsync(ActorId, Submit));
        Assert.Empty(_world.Calls);
        Assert.NotNull(await alone.TryTellAsync(ActorId, Submit));
    }

    [Fact]
    public async Task Are_left_to_their_actors_when_a_reminder_is_to_be_set_before_anything_is_recorded()
    {
        _world.Creations(Away, Away);

        Assert.Null(await _here.TryTellAsync(ActorId, Submit));
        Assert.Equal(["JobRequested"], await _world.EventsAsync());
        await ActorAsync(Submit);

        Assert.Equal(["JobRequested", "JobCreateDeferred"], await _world.EventsAsync());
        Assert.Contains("arm at version 1", _world.Calls);
    }

    [Fact]
    public async Task Are_left_to_their_actors_when_a_reminder_is_to_be_ended_after_everything_is_recorded()
    {
        _world.Creations(Away);
        await ActorAsync(Submit);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.Calls.Clear();

        var supervise = new JobCommand.Supervise(_world.Clock.GetUtcNow());
        Assert.Null(await _here.TryTellAsync(ActorId, supervise));
        Assert.DoesNotContain("disarm", _world.Calls);
        await ActorAsync(supervise);

        Assert.Equal(["JobRequested", "JobCreateDeferred", "JobCreated"], await _world.EventsAsync());
        Assert.Equal("disarm", _world.Calls[^1]);
        Assert.Single(_world.Calls, c => c.StartsWith("create", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_given_up_by_their_actors_although_a_turn_here_has_looked_at_them()
    {
        await _here.TryTellAsync(ActorId, Submit);
        _world.Clock.Advance(TimeSpan.FromMinutes(10.1));
        _world.Role.Elect(TimeSpan.FromHours(1));
        var now = _world.Clock.GetUtcNow();
        _world.Seen = new JobCommand.ObserveOverdue(
            KeeperWorld.Ref, new PodRef("pod", "pod-uid"), FailureReason.ImagePullBackOff, "back-off", Hopeless: false, now);

        Assert.Null(await _here.TryTellAsync(ActorId, new JobCommand.Supervise(now)));
        await ActorAsync(new JobCommand.Supervise(now));

        Assert.Equal(["JobRequested", "JobCreated", "PodStuck", "JobAborted", "JobRemoved"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Wait_for_a_turn_of_their_actor()
    {
        var reminder = new SlowReminder();
        _world.Creations(Away);
        var first = _here.TellAsync(ActorId, Submit, reminded: false, reminder);

        var second = _here.TryTellAsync(ActorId, new JobCommand.Cancel(_world.Clock.GetUtcNow()));
        Assert.False(first.IsCompleted || second.IsCompleted);
        reminder.Armed.SetResult();
        await first;
        await second;

        Assert.Equal(["JobRequested", "JobCreateDeferred"], (await _world.EventsAsync())[..2]);
    }

    [Fact]
    public async Task Leave_memory_when_nobody_has_called_for_a_while_and_come_back_as_they_were()
    {
        await _here.TryTellAsync(ActorId, Submit);
        Assert.Equal(1, _here.Count);

        _world.Clock.Advance(new JobOptions().IdleTimeout * 2);
        Assert.Equal(0, _here.Count);

        await _here.TryTellAsync(ActorId, Submit);
        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    private JobCommand Submit => new JobCommand.Submit(KeeperWorld.Request(), "hash", [], _world.Clock.GetUtcNow());

    private JobsHere Here(LeaderRole role) => new(() => _world.Keepers, role, Options.Create(new JobOptions()), _world.Clock);

    private Task<JobReply> ActorAsync(JobCommand command) => _here.TellAsync(ActorId, command, reminded: false, _world);

    private sealed class SlowReminder : IJobReminder
    {
        public TaskCompletionSource Armed { get; } = new();

        public Task ArmAsync() => Armed.Task;

        public Task DisarmAsync() => Task.CompletedTask;
    }
}
