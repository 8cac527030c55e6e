using System.Collections.Immutable;

namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>When one member has last seen each other one do something, on its own clock: clocks need not agree.</summary>
internal sealed record Witness(ImmutableDictionary<string, Sighting> Seen)
{
    public static readonly Witness OfNobody = new(ImmutableDictionary<string, Sighting>.Empty);

    /// <summary>Notes whose count of beats has moved on.</summary>
    /// <param name="document">As it is at <paramref name="now"/>.</param>
    /// <param name="now">Taken after the document was read.</param>
    public Witness See(PlacementDocument document, TimeSpan now) => new(document.Members.ToImmutableDictionary(
        member => member.Id,
        member => Seen.TryGetValue(member.Id, out var last) && last.Beats == member.Beats
            ? last
            : new Sighting(member.Beats, now)));

    /// <summary>Who has been silent for so long.</summary>
    public IEnumerable<string> SilentFor(TimeSpan time, TimeSpan now) =>
        Seen.Where(one => now - one.Value.At >= time).Select(one => one.Key);
}

/// <summary>A count of beats and when it was first seen.</summary>
internal sealed record Sighting(long Beats, TimeSpan At);
