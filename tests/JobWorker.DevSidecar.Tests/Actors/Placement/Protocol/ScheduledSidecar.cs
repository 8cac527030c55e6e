using System.Collections.Immutable;
using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Tests.Actors.Placement.Protocol;

/// <summary>A sidecar as <c>PlacementLoop</c> makes it of the pure parts, in steps between which anything may happen.</summary>
internal sealed class ScheduledSidecar(ScheduledWorld world, int number)
{
    private readonly TimeSpan _offset = TimeSpan.FromSeconds(number * 1000);
    private readonly HashSet<ActorKey> _held = [];
    private PlacementDocument? _read;
    private PlacementDocument? _toAdopt;
    private TimeSpan _begun;
    private TimeSpan _nextBeat;
    private TimeSpan _releasedAt;
    private PlacementView? _releasing;
    private long _ready;
    private int _joins;
    private bool _wasDropped;

    public Seat Seat { get; private set; } = new(PlacementTimes.Default);

    public HostProcess Process { get; } = new(number % 2 == 0 ? "here" : "elsewhere", number, "1");

    public ImmutableArray<string> Types { get; set; } = [];

    public bool IsDead { get; private set; }

    public TimeSpan PausedUntil { get; set; }

    public TimeSpan Now => world.Now + _offset;

    public bool Serves(ActorKey actor) => !IsDead && Seat.Serves(actor, Now);

    /// <summary>Whether a call that it has begun may still be going on.</summary>
    public bool MayBeBusyWith(ActorKey actor) =>
        !IsDead && _held.Contains(actor) && Now < Seat.ServesUntil + Seat.Times.Grace;

    public void Die() => (IsDead, Seat) = (true, new Seat(PlacementTimes.Default));

    public void Step()
    {
        if (IsDead || world.Now < PausedUntil)
        {
            return;
        }

        Call();
        Release();
        if (_toAdopt is not null)
        {
            Adopt();
        }
        else if (_read is not null)
        {
            Write();
        }
        else if (world.Now >= _nextBeat)
        {
            Begin();
        }
    }

    private void Call()
    {
        var actor = world.AnyActor();
        if (Serves(actor))
        {
            _held.Add(actor);
        }
    }

    private void Release()
    {
        if (_releasing is null || world.Now < _releasedAt)
        {
            return;
        }

        var view = _releasing;
        _releasing = null;
        _held.RemoveWhere(actor => !view.IsHere(actor));
        if (!ReferenceEquals(view, Seat.View))
        {
            Follow();
        }
        else if (view.Proposal is { } next)
        {
            _ready = next.Epoch;
            _nextBeat = world.Now;
        }
    }

    private void Begin()
    {
        _begun = Now;
        if (Seat.Me is null && Types.Length > 0 && (!_wasDropped || _releasing is null))
        {
            _wasDropped = false;
            Seat = Seat.Join(new Member($"{number}-{++_joins}", $"http://{number}", Types, Process));
        }

        Seat = Seat.Hosting(Types).Ready(_ready);
        _read = world.Document;
    }

    private void Write()
    {
        var document = _read!;
        Seat = Seat.See(document, Now);
        var next = Types.Length == 0 && _held.Count == 0 && Seat.Me is { Beats: > 0 } me && _releasing is null
            ? PlacementRules.Leave(document, me.Id)
            : Seat.Beat(document, Now, member => world.IsKnownToBeGone(member, Process));
        var written = ReferenceEquals(next, document) ? document : world.TryWrite(document, next);
        _read = written is null ? world.Document : null;
        if (written is not null && world.Chance(0.02))
        {
            _nextBeat = world.Now + Seat.Times.Hurry;
            return;
        }

        _toAdopt = written;
    }

    private void Adopt()
    {
        var (before, document) = (Seat, _toAdopt!);
        _toAdopt = null;
        Seat = Seat.Adopt(document, _begun);
        _wasDropped |= before.Me is not null && Seat.Me is null;
        if (!ReferenceEquals(before.View, Seat.View) && _releasing is null)
        {
            Follow();
        }

        _nextBeat = world.Now + (Seat.View.Proposal is null ? Seat.Times.Beat : Seat.Times.Hurry);
    }

    private void Follow() => (_releasing, _releasedAt) = (Seat.View, world.Now + world.AnyDrain());
}
