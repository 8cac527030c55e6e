using System.Collections.Immutable;

namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>One sidecar's part in the placement: pure, and all times are of its own monotonic clock.</summary>
/// <remarks>
/// It serves for <see cref="PlacementTimes.Serving"/> after the beginning of a beat that succeeded. Others saw that beat no
/// sooner than it began, and wait longer than that before they take it for dead: it stops before they go on without it.
/// </remarks>
internal sealed record Seat(PlacementTimes Times)
{
    /// <summary>Itself as it was last written; none while it is no member.</summary>
    public Member? Me { get; private init; }

    public PlacementView View { get; private init; } = PlacementView.Nothing;

    /// <summary>When it stops serving unless it has beaten by then; none while it is no member.</summary>
    public TimeSpan? ServesUntil { get; private init; }

    private Witness Others { get; init; } = Witness.OfNobody;

    /// <summary>Whether it may begin a call of the actor.</summary>
    public bool Serves(ActorKey actor, TimeSpan now) => now < ServesUntil && View.IsHere(actor);

    public Seat Join(Member me) => this with { Me = me };

    public Seat Hosting(ImmutableArray<string> types) => Me is null ? this : this with { Me = Me with { Types = types } };

    /// <summary>It has given up whatever the proposal takes from it.</summary>
    public Seat Ready(long epoch) => Me is null ? this : this with { Me = Me with { Ready = epoch } };

    /// <summary>What it has seen in a document it has just read.</summary>
    public Seat See(PlacementDocument document, TimeSpan now) => this with { Others = Others.See(document, now) };

    /// <summary>Its next beat; who is no member changes nothing.</summary>
    /// <param name="document">As it was seen last.</param>
    /// <param name="now">The time of that.</param>
    /// <param name="isGone">Whether it is known of a member that it has ended, however lately it was seen.</param>
    public PlacementDocument Beat(PlacementDocument document, TimeSpan now, Func<Member, bool> isGone)
    {
        if (Me is null)
        {
            return document;
        }

        var dead = Others.SilentFor(Times.Death, now).ToHashSet();
        dead.UnionWith(document.Members.Where(isGone).Select(member => member.Id));
        return PlacementRules.Beat(document, Me, dead);
    }

    /// <summary>The seat after a beat.</summary>
    /// <param name="document">As it is now.</param>
    /// <param name="begun">When the beat began.</param>
    public Seat Adopt(PlacementDocument document, TimeSpan begun)
    {
        if (Me is null || document.Find(Me.Id) is not { } written)
        {
            return this with { Me = null, ServesUntil = null, View = Sight(PlacementView.Of(document, null)) };
        }

        return this with
        {
            Me = Me with { Beats = written.Beats },
            ServesUntil = begun + Times.Serving,
            View = Sight(PlacementView.Of(document, Me.Id)),
        };
    }

    /// <summary>No member any more, by its own will.</summary>
    public Seat Left() => this with { Me = null, ServesUntil = null, View = View.WithoutMe() };

    /// <summary>The view it has for as long as nothing has changed, so that a change is seen as another object.</summary>
    private PlacementView Sight(PlacementView view) => view.IsLike(View) ? View : view;
}
