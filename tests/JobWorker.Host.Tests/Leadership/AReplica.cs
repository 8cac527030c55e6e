using JobWorker.Host.Leadership;
using JobWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Leadership;

public sealed class AReplica : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ManualClock _clock = new();
    private readonly FakeLocks _locks;
    private readonly List<(LeaderElection Election, LeaderRole Role)> _replicas = [];

    public AReplica() => _locks = new FakeLocks(_clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        (_locks.Hangs, _locks.Trouble) = (false, null);
        foreach (var (election, role) in _replicas)
        {
            await election.StopAsync(default);
            election.Dispose();
            role.Dispose();
        }
    }

    [Fact]
    public async Task Leads_as_soon_as_it_has_started()
    {
        var (_, role) = await StartAsync();

        Assert.True(role.Leads);
        Assert.Equal(["lock-a", "lock-b"], _locks.Held);
    }

    [Fact]
    public async Task Stands_by_while_another_leads()
    {
        var (_, leader) = await StartAsync();
        var (_, follower) = await StartAsync();
        for (var i = 0; i < 600; i++)
        {
            Tick();
            Assert.True(leader.Leads, $"lost after {i} ticks");
        }

        Assert.False(follower.Leads);
        Assert.False(follower.Works);
        Assert.Equal(("leader", "follower"), (leader.Name, follower.Name));
        Assert.Equal(1, leader.Terms);
    }

    [Fact]
    public async Task Takes_over_at_once_from_one_that_ends()
    {
        var (election, leader) = await StartAsync();
        var (_, follower) = await StartAsync();

        await election.StopAsync(default);
        Assert.False(leader.Leads);
        Assert.Empty(_locks.Held);
        await UntilAsync(() => follower.Leads, "the follower to lead", ticks: 8);
    }

    [Fact]
    public async Task Leads_no_more_when_its_locks_run_out_and_again_when_it_gets_them()
    {
        var (_, role) = await StartAsync();

        _locks.Trouble = "the lock store is away";
        await UntilAsync(() => !role.Leads, "leadership to run out", ticks: 70);
        Assert.Equal("the lock store is away", role.Trouble);
        _locks.Trouble = null;
        await UntilAsync(() => role.Leads, "leadership to come back", ticks: 70);
        Assert.Null(role.Trouble);
        Assert.Equal(2, role.Terms);
    }

    [Fact]
    public async Task Leads_no_more_although_the_lock_store_never_answers()
    {
        var (_, role) = await StartAsync();

        _locks.Hangs = true;
        await UntilAsync(() => !role.Leads, "leadership to run out", ticks: 70);
        await UntilAsync(() => role.Trouble is not null, "the trouble to be told", ticks: 70);
    }

    [Fact]
    public async Task That_was_stopped_does_not_believe_that_it_leads()
    {
        var (_, role) = await StartAsync();

        // No timer has fired yet, as in a process that has just been woken.
        var late = new LateClock(_clock);
        var frozen = Leaderships.Role(LeadershipMode.LeaderOnly, late);
        frozen.Elect(TimeSpan.FromSeconds(10));
        Assert.True(frozen.Leads);
        late.Offset = TimeSpan.FromSeconds(60);

        Assert.False(frozen.Leads);
        Assert.False(frozen.Works);
        Assert.True(role.Leads);
    }

    [Fact]
    public async Task Starts_work_with_each_term_and_ends_it_with_the_term()
    {
        var (_, role) = await StartAsync();
        using var stop = new CancellationTokenSource();
        var (running, begun) = (0, 0);
        var work = role.WhileLeadingAsync(
            async term =>
            {
                (running, begun) = (running + 1, begun + 1);
                await Task.Delay(Timeout.Infinite, term).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                running--;
            },
            stop.Token);

        await UntilAsync(() => running == 1, "the work to begin", ticks: 0);
        _locks.Trouble = "away";
        await UntilAsync(() => running == 0, "the work to end", ticks: 70);
        _locks.Trouble = null;
        await UntilAsync(() => running == 1, "the work to begin again", ticks: 70);
        await stop.CancelAsync();
        await work;

        Assert.Equal((0, 2), (running, begun));
    }

    [Theory]
    [InlineData("None", "alone", true)]
    [InlineData("AllReplicas", "follower", true)]
    [InlineData("LeaderOnly", "follower", false)]
    public async Task Works_without_a_lock_as_its_mode_says(string mode, string name, bool works)
    {
        await StartAsync();
        var (_, role) = await StartAsync(Enum.Parse<LeadershipMode>(mode));

        Assert.Equal((name, works), (role.Name, role.Works));
    }

    private async Task<(LeaderElection Election, LeaderRole Role)> StartAsync(LeadershipMode mode = LeadershipMode.LeaderOnly)
    {
        var options = Options.Create(new LeadershipOptions { Mode = mode, LockName = "lock", Replica = "pod" });
        var role = new LeaderRole(options, _clock, NullLogger<LeaderRole>.Instance);
        var election = new LeaderElection(_locks, role, options, _clock, NullLogger<LeaderElection>.Instance);
        _replicas.Add((election, role));
        await election.StartAsync(default);
        var timers = _replicas.Where(r => r.Role.Name != "alone").Sum(r => r.Role.Leads ? 2 : 1);
        await Until.IsAsync("each election and each leader to wait for the clock", Patience, () => Task.FromResult(_clock.Waiting == timers ? this : null));

        return (election, role);
    }

    /// <summary>Lets a quarter of a second pass.</summary>
    private void Tick() => _clock.Advance(TimeSpan.FromMilliseconds(250));

    private async Task UntilAsync(Func<bool> condition, string what, int ticks)
    {
        for (var i = 0; i < ticks && !condition(); i++)
        {
            Tick();
        }

        await Until.IsAsync(what, Patience, () => Task.FromResult(condition() ? this : null));
    }

    private sealed class LateClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp() + Offset.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
