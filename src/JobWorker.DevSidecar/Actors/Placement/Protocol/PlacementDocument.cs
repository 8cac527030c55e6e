using System.Collections.Immutable;

namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>What the sidecars of one app id share: who is there, who hosts what, and what is to change about it.</summary>
/// <param name="Version">Counts the writes.</param>
/// <param name="LastEpoch">The highest number any table was given; never given again.</param>
/// <param name="Members">Everybody who beats.</param>
/// <param name="Table">The table in force.</param>
/// <param name="Proposal">The table to come; none while nothing is to change.</param>
internal sealed record PlacementDocument(
    long Version, long LastEpoch, ImmutableArray<Member> Members, PlacementTable Table, PlacementTable? Proposal)
{
    public static readonly PlacementDocument Empty = new(0, 0, [], PlacementTable.None, null);

    public Member? Find(string id) => Members.FirstOrDefault(member => member.Id == id);
}

/// <summary>A sidecar that hosts actors.</summary>
/// <param name="Id">Made anew whenever a sidecar joins.</param>
/// <param name="Address">Its HTTP API, such as <c>http://127.0.0.1:3500</c>.</param>
/// <param name="Types">What its app hosts, sorted; none while it is leaving.</param>
/// <param name="Process">What it runs in.</param>
internal sealed record Member(string Id, string Address, ImmutableArray<string> Types, HostProcess Process)
{
    /// <summary>Counts its signs of life; 0 before the first.</summary>
    public long Beats { get; init; }

    /// <summary>The proposal for which it has given up whatever it loses by it; 0 for none.</summary>
    public long Ready { get; init; }
}

/// <summary>Who hosts which types.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Hosts">Sorted by id; each hosts something.</param>
internal sealed record PlacementTable(long Epoch, ImmutableArray<PlacedHost> Hosts)
{
    public static readonly PlacementTable None = new(0, []);

    public static PlacementTable Of(long epoch, IEnumerable<Member> members) => new(epoch,
    [
        .. members.Where(member => member.Types.Length > 0)
            .Select(member => new PlacedHost(member.Id, member.Address, member.Types))
            .OrderBy(host => host.Id, StringComparer.Ordinal),
    ]);

    /// <summary>Whether the same members host the same, whatever the epochs.</summary>
    public bool HostsLike(PlacementTable other) => Hosts.Length == other.Hosts.Length
        && Hosts.Zip(other.Hosts).All(pair => pair.First.IsLike(pair.Second));

    public IEnumerable<PlacedHost> HostsOf(string type) => Hosts.Where(host => host.Types.Contains(type));
}

/// <summary>A member in a table.</summary>
internal sealed record PlacedHost(string Id, string Address, ImmutableArray<string> Types)
{
    public bool IsLike(PlacedHost other) => Id == other.Id && Address == other.Address && Types.SequenceEqual(other.Types);
}
