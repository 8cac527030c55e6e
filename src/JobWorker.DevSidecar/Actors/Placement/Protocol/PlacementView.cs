using System.Collections.Frozen;

namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>The table in force and the one to come, as one sidecar has last seen them.</summary>
internal sealed class PlacementView
{
    public static readonly PlacementView Nothing = new(PlacementTable.None, null, null);

    private readonly FrozenDictionary<string, Candidate[]> _now;
    private readonly FrozenDictionary<string, Candidate[]>? _next;

    private PlacementView(PlacementTable table, PlacementTable? proposal, string? me)
    {
        (Table, Proposal, Me) = (table, proposal, me);
        _now = Candidates(table);
        _next = proposal is null ? null : Candidates(proposal);
    }

    public PlacementTable Table { get; }

    public PlacementTable? Proposal { get; }

    /// <summary>Who looks; none while it is no member.</summary>
    public string? Me { get; }

    /// <summary>Whether the viewer is in the table in force.</summary>
    public bool HasMe => Me is not null && Table.Hosts.Any(host => host.Id == Me);

    public static PlacementView Of(PlacementDocument document, string? me) => new(document.Table, document.Proposal, me);

    /// <summary>The same to somebody who is no member.</summary>
    public PlacementView WithoutMe() => new(Table, Proposal, null);

    /// <summary>Who has the actor by the table in force; none where nobody hosts its type.</summary>
    public PlacedHost? Holder(ActorKey actor) => Find(_now, actor);

    /// <summary>Whether the table to come gives the actor to somebody else.</summary>
    public bool IsMoving(ActorKey actor) => _next is not null && Find(_next, actor)?.Id != Find(_now, actor)?.Id;

    /// <summary>Whether the actor is the viewer's by both tables.</summary>
    public bool IsHere(ActorKey actor) => Me is not null && Find(_now, actor)?.Id == Me && !IsMoving(actor);

    public bool IsLike(PlacementView other) =>
        Me == other.Me && Same(Table, other.Table) && (Proposal, other.Proposal) switch
        {
            (null, null) => true,
            ({ } one, { } two) => Same(one, two),
            _ => false,
        };

    private static bool Same(PlacementTable one, PlacementTable other) => one.Epoch == other.Epoch && one.HostsLike(other);

    private static FrozenDictionary<string, Candidate[]> Candidates(PlacementTable table) => table.Hosts
        .SelectMany(host => host.Types.Select(type => (type, new Candidate(host, Rendezvous.HashOf(host.Id)))))
        .GroupBy(pair => pair.type, pair => pair.Item2, StringComparer.Ordinal)
        .ToFrozenDictionary(type => type.Key, type => type.ToArray(), StringComparer.Ordinal);

    private static PlacedHost? Find(FrozenDictionary<string, Candidate[]> table, ActorKey actor)
    {
        if (!table.TryGetValue(actor.Type, out var candidates))
        {
            return null;
        }

        if (candidates.Length == 1)
        {
            return candidates[0].Host;
        }

        var key = Rendezvous.HashOf(actor);
        var (best, high) = (candidates[0], Rendezvous.Score(key, candidates[0].Hash));
        foreach (var candidate in candidates.AsSpan(1))
        {
            if (Rendezvous.Score(key, candidate.Hash) is var score && score > high)
            {
                (best, high) = (candidate, score);
            }
        }

        return best.Host;
    }

    private sealed record Candidate(PlacedHost Host, ulong Hash);
}
