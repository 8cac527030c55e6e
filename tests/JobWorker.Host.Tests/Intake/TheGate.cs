using JobWorker.Host.Cluster;
using JobWorker.Host.Intake;
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Intake;

public sealed class TheGate
{
    private readonly ManualClock _clock = new();
    private readonly ClusterState _cluster = new();

    [Fact]
    public void Is_open_to_begin_with()
    {
        var gate = Gate(Leaderships.Alone());

        Assert.NotNull(gate.TryEnter());
        Assert.Equal(new IntakeView(IntakeState.Open, Paused: false, LiveJobs: 0, MaxLiveJobs: 3), gate.View);
    }

    [Fact]
    public void Lets_nothing_in_from_pause_to_resume()
    {
        var gate = Gate(Leaderships.Alone());

        gate.Pause();
        Assert.Null(gate.TryEnter());
        Assert.Equal((IntakeState.Paused, true), (gate.View.State, gate.View.Paused));
        gate.Resume();
        Assert.NotNull(gate.TryEnter());
    }

    [Fact]
    public void Closes_when_as_many_jobs_live_as_may_and_opens_when_one_has_ended()
    {
        var gate = Gate(Leaderships.Alone());

        _cluster.LiveJobs = 3;
        Assert.Null(gate.TryEnter());
        Assert.Equal(IntakeState.Full, gate.View.State);
        _cluster.LiveJobs = 2;
        Assert.NotNull(gate.TryEnter());
    }

    [Fact]
    public void Counts_messages_inside_as_jobs_to_be()
    {
        var gate = Gate(Leaderships.Alone());

        _cluster.LiveJobs = 2;
        var pass = gate.TryEnter();
        Assert.Null(gate.TryEnter());
        pass!.Dispose();
        Assert.NotNull(gate.TryEnter());
    }

    [Fact]
    public void Is_closed_to_a_follower_and_to_a_leader_whose_time_is_up()
    {
        var role = Leaderships.Role(LeadershipMode.LeaderOnly, _clock);
        var gate = Gate(role);

        Assert.Null(gate.TryEnter());
        Assert.Equal(IntakeState.StandingBy, gate.View.State);
        role.Elect(TimeSpan.FromSeconds(10));
        Assert.NotNull(gate.TryEnter());
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Null(gate.TryEnter());
    }

    [Fact]
    public void Is_open_to_a_follower_where_all_replicas_work() =>
        Assert.NotNull(Gate(Leaderships.Role(LeadershipMode.AllReplicas)).TryEnter());

    [Fact]
    public async Task Drains_once_everything_inside_has_left()
    {
        var gate = Gate(Leaderships.Alone());
        var pass = gate.TryEnter();

        var drained = gate.DrainAsync(default);
        Assert.Null(gate.TryEnter());
        Assert.Equal(IntakeState.Draining, gate.View.State);
        Assert.False(drained.IsCompleted);
        pass!.Dispose();
        await drained;
    }

    private IntakeGate Gate(LeaderRole role) => new(
        role, _cluster, Options.Create(new IntakeOptions { MaxLiveJobs = 3 }), NullLogger<IntakeGate>.Instance);
}
