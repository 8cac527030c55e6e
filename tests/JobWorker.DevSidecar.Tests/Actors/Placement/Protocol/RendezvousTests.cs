using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Tests.Actors.Placement.Protocol;

public sealed class PlacingActors
{
    private const int Actors = 10_000;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Gives_each_host_about_as_many(int hosts)
    {
        var shares = Place(hosts).Values.GroupBy(host => host).Select(share => share.Count()).ToList();

        Assert.Equal(hosts, shares.Count);
        Assert.All(shares, share => Assert.InRange(share, 0.9 * Actors / hosts, 1.1 * Actors / hosts));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Moves_only_the_share_of_a_host_that_comes_and_only_to_it(int hosts)
    {
        var (before, after) = (Place(hosts), Place(hosts + 1));
        var moved = before.Where(actor => after[actor.Key] != actor.Value).Select(actor => after[actor.Key]).ToList();

        Assert.InRange(moved.Count, 0.9 * Actors / (hosts + 1), 1.1 * Actors / (hosts + 1));
        Assert.Equal([$"host-{hosts}"], moved.Distinct());
    }

    [Fact]
    public void Gives_the_same_answer_in_every_process() =>
        Assert.Equal(
            [15521793321303549332UL, 2931024893142140636UL],
            [Rendezvous.HashOf(new ActorKey("JobActor", "1")), Rendezvous.HashOf("host-1")]);

    private static Dictionary<string, string> Place(int hosts)
    {
        var view = PlacementView.Of(
            PlacementDocument.Empty with
            {
                Table = new PlacementTable(1,
                    [.. Enumerable.Range(0, hosts).Select(n => new PlacedHost($"host-{n}", $"http://{n}", ["JobActor"]))]),
            }, me: null);
        return Enumerable.Range(0, Actors).ToDictionary(n => $"job-{n}", n => view.Holder(new ActorKey("JobActor", $"job-{n}"))!.Id);
    }
}

public sealed class TheDocument
{
    private static readonly HostProcess Process = new("machine", 1, "1");
    private static readonly HashSet<string> Nobody = [];

    [Fact]
    public void Has_a_lone_sidecar_in_force_after_one_beat()
    {
        var document = PlacementRules.Beat(PlacementDocument.Empty, Member("a"), Nobody);

        Assert.Equal(["a"], document.Table.Hosts.Select(host => host.Id));
        Assert.Null(document.Proposal);
    }

    [Fact]
    public void Waits_for_everybody_who_loses_actors()
    {
        var document = Beat(Beat(PlacementDocument.Empty, "a"), "b");
        Assert.Equal(["a"], document.Table.Hosts.Select(host => host.Id));
        Assert.Equal(["a", "b"], document.Proposal!.Hosts.Select(host => host.Id));

        document = PlacementRules.Beat(document, document.Find("a")! with { Ready = document.Proposal.Epoch }, Nobody);

        Assert.Equal(["a", "b"], document.Table.Hosts.Select(host => host.Id));
        Assert.Null(document.Proposal);
    }

    [Fact]
    public void Does_not_wait_for_the_dead_nor_for_those_who_only_gain()
    {
        var two = Two();
        var document = PlacementRules.Beat(two, two.Find("b")!, new HashSet<string> { "a" });

        Assert.Equal(["b"], document.Table.Hosts.Select(host => host.Id));
        Assert.Null(document.Proposal);
    }

    [Fact]
    public void Gives_a_number_no_table_had_before_to_a_proposal_that_takes_the_place_of_another()
    {
        var open = Beat(Beat(PlacementDocument.Empty, "a"), "b");
        var other = Beat(open, "c");
        var back = PlacementRules.Leave(PlacementRules.Leave(other, "c"), "b");
        var again = Beat(back, "d");

        Assert.True(open.Proposal!.Epoch < other.Proposal!.Epoch);
        Assert.Null(back.Proposal);
        Assert.True(other.Proposal.Epoch < again.Proposal!.Epoch);
    }

    [Fact]
    public void Takes_nothing_from_who_was_dropped()
    {
        var document = PlacementRules.Leave(Two(), "a");

        Assert.Same(document, PlacementRules.Beat(document, Two().Find("a")!, Nobody));
    }

    [Theory]
    [InlineData("A", "A", "A", false)]
    [InlineData("A", "A", "AB", true)]
    [InlineData("AB", "AB", "A", false)]
    [InlineData("AB", "A", "A", true)]
    public void Knows_who_loses_by_a_change(string mineNow, string mineNext, string theirsNext, bool loses)
    {
        var now = Table(("a", mineNow), ("b", mineNow.Length == 2 ? "AB" : "A"));
        Assert.Equal(loses, PlacementRules.Loses("a", now, Table(("a", mineNext), ("b", "A"), ("c", theirsNext is "A" ? "" : "A"))));
    }

    private static PlacementTable Table(params (string Id, string Types)[] hosts) =>
        PlacementTable.Of(1, hosts.Select(host => Member(host.Id) with { Types = [.. host.Types.Select(type => $"{type}")] }));

    private static PlacementDocument Two()
    {
        var document = Beat(Beat(PlacementDocument.Empty, "a"), "b");
        return PlacementRules.Beat(document, document.Find("a")! with { Ready = document.Proposal!.Epoch }, Nobody);
    }

    private static PlacementDocument Beat(PlacementDocument document, string id) =>
        PlacementRules.Beat(document, document.Find(id) ?? Member(id), Nobody);

    private static Member Member(string id) => new(id, $"http://{id}", ["A"], Process);
}
