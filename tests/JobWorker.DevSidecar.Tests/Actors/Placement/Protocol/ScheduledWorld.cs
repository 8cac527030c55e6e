using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Tests.Actors.Placement.Protocol;

/// <summary>A document and the sidecars that share it, driven by chance; checks at every step that no actor is in two places.</summary>
internal sealed class ScheduledWorld(int seed)
{
    private static readonly ActorKey[] Actors =
        [.. Enumerable.Range(0, 12).Select(n => new ActorKey(n % 3 == 0 ? "B" : "A", $"{n}"))];

    private readonly Random _random = new(seed);
    private readonly List<ScheduledSidecar> _sidecars = [];
    private bool _faults = true;

    public TimeSpan Now { get; private set; }

    public PlacementDocument Document { get; private set; } = PlacementDocument.Empty;

    public int Epochs => (int)Document.Table.Epoch;

    /// <summary>Runs with faults, then without, and checks that all are placed in the end.</summary>
    public void Run(TimeSpan faulty, TimeSpan calm)
    {
        while (Now < faulty)
        {
            Happen();
            Step();
        }

        _faults = false;
        foreach (var sidecar in _sidecars)
        {
            sidecar.PausedUntil = TimeSpan.Zero;
        }

        while (Now < faulty + calm)
        {
            Step();
        }

        CheckSettled();
    }

    public ActorKey AnyActor() => Actors[_random.Next(Actors.Length)];

    public TimeSpan AnyDrain() => TimeSpan.FromMilliseconds(_random.Next(10) == 0 ? _random.Next(3000) : _random.Next(60));

    public bool Chance(double share) => _faults && _random.NextDouble() < share;

    public bool IsKnownToBeGone(Member member, HostProcess asker) => member.Process.Machine == asker.Machine
        && _sidecars.Any(one => one.IsDead && one.Process == member.Process);

    public PlacementDocument? TryWrite(PlacementDocument read, PlacementDocument next) => read.Version == Document.Version
        ? Document = next with { Version = read.Version + 1 }
        : null;

    private void Happen()
    {
        var living = _sidecars.Where(one => !one.IsDead).ToList();
        if (living.Count == 0 || (living.Count < 5 && Chance(0.004)))
        {
            _sidecars.Add(new ScheduledSidecar(this, _sidecars.Count) { Types = AnyTypes() });
            return;
        }

        var one = living[_random.Next(living.Count)];
        if (Chance(0.002))
        {
            one.Die();
        }
        else if (Chance(0.003))
        {
            one.PausedUntil = Now + TimeSpan.FromMilliseconds(_random.Next(8000));
        }
        else if (Chance(0.003))
        {
            one.Types = _random.Next(3) == 0 ? [] : AnyTypes();
        }
    }

    private System.Collections.Immutable.ImmutableArray<string> AnyTypes() =>
        _random.Next(4) switch { 0 => ["A"], 1 => ["B"], _ => ["A", "B"] };

    private void Step()
    {
        Now += TimeSpan.FromMilliseconds(_random.Next(1, 40));
        foreach (var sidecar in _sidecars.OrderBy(_ => _random.Next()).ToList())
        {
            sidecar.Step();
        }

        CheckSafe();
    }

    private void CheckSafe()
    {
        foreach (var actor in Actors)
        {
            var owners = _sidecars.Where(one => one.Serves(actor)).ToList();
            Assert.True(owners.Count <= 1, $"seed {seed} at {Now}: {actor} is served twice");
            Assert.True(
                owners.Count == 0 || !_sidecars.Any(one => one != owners[0] && one.MayBeBusyWith(actor)),
                $"seed {seed} at {Now}: {actor} is served by one and busy on another");
        }
    }

    private void CheckSettled()
    {
        var hosts = _sidecars.Where(one => !one.IsDead && one.Types.Length > 0).ToList();
        if (hosts.Count == 0)
        {
            return;
        }

        Assert.True(Document.Proposal is null, $"seed {seed}: a proposal is open for ever");
        Assert.Equal(hosts.Select(one => one.Seat.Me?.Id).Order(), Document.Table.Hosts.Select(host => host.Id).Order());
        foreach (var actor in Actors.Where(actor => hosts.Any(one => one.Types.Contains(actor.Type))))
        {
            Assert.True(hosts.Count(one => one.Serves(actor)) == 1, $"seed {seed}: {actor} is served by nobody in the end");
        }
    }
}

public sealed class AnySchedule
{
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("PLACEMENT_SEEDS"), out var seeds) ? seeds : 100;

    /// <summary>Joins, deaths, pauses, slow drains, lost answers and lost races. <c>PLACEMENT_SEEDS</c> sets how many; default 100.</summary>
    [Fact]
    public void Has_no_actor_in_two_places_and_all_of_them_placed_in_the_end()
    {
        var epochs = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var world = new ScheduledWorld(seed);
            world.Run(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));
            epochs += world.Epochs;
        }

        Assert.True(epochs > 3 * Seeds, $"only {epochs} tables in {Seeds} schedules: too little happens to prove anything");
    }
}
