namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>How the shared document changes: no clock, no I/O.</summary>
/// <remarks>
/// A table comes in force once everybody whom it takes actors from has given them up or is dead. So an actor has at most one
/// owner, as long as the dead know that they are: see <see cref="Seat"/>.
/// </remarks>
internal static class PlacementRules
{
    /// <summary>The document after a sign of life of <paramref name="me"/>, without the <paramref name="dead"/>.</summary>
    /// <returns>The same document where others have taken <paramref name="me"/> for dead.</returns>
    public static PlacementDocument Beat(PlacementDocument document, Member me, IReadOnlySet<string> dead)
    {
        if (IsDropped(document, me))
        {
            return document;
        }

        var others = document.Members.Where(member => member.Id != me.Id && !dead.Contains(member.Id));
        return Settle(document with { Members = [.. others, me with { Beats = me.Beats + 1 }] });
    }

    /// <summary>The document without <paramref name="id"/>, who has given up everything.</summary>
    public static PlacementDocument Leave(PlacementDocument document, string id) => document.Find(id) is { } me
        ? Settle(document with { Members = document.Members.Remove(me) })
        : document;

    /// <summary>Whether it was a member and is none any more.</summary>
    public static bool IsDropped(PlacementDocument document, Member me) => me.Beats > 0 && document.Find(me.Id) is null;

    /// <summary>Whether actors of <paramref name="id"/> may belong to others by the table to come.</summary>
    /// <remarks>Of a type nobody new hosts it keeps all it has: who goes leaves to others, and takes from none.</remarks>
    public static bool Loses(string id, PlacementTable now, PlacementTable next)
    {
        if (now.Hosts.FirstOrDefault(host => host.Id == id) is not { } mine)
        {
            return false;
        }

        return mine.Types.Any(type =>
        {
            var before = now.HostsOf(type).Select(host => host.Id).ToHashSet();
            var after = next.HostsOf(type).Select(host => host.Id).ToHashSet();
            return !after.Contains(id) || !after.IsSubsetOf(before);
        });
    }

    private static PlacementDocument Settle(PlacementDocument document) => Decide(Propose(document));

    private static PlacementDocument Propose(PlacementDocument document)
    {
        var wanted = PlacementTable.Of(document.LastEpoch + 1, document.Members);
        if (wanted.HostsLike(document.Table))
        {
            return document with { Proposal = null };
        }

        return document.Proposal is { } open && wanted.HostsLike(open)
            ? document
            : document with { Proposal = wanted, LastEpoch = wanted.Epoch };
    }

    private static PlacementDocument Decide(PlacementDocument document) =>
        document.Proposal is { } next
        && document.Members.All(member => member.Ready == next.Epoch || !Loses(member.Id, document.Table, next))
            ? document with { Table = next, Proposal = null }
            : document;
}
