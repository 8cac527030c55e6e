using System.Collections.Immutable;

namespace JobWorker.Host.Leadership;

/// <summary>Leadership over two locks that cannot be renewed: pure, and all times are of one monotonic clock.</summary>
/// <remarks>
/// Who holds both slots becomes leader, and stays it for as long as one of them has not run out; the other is taken anew as it
/// ends. A slot counts from before it was asked for until a margin before its end, so it is ours in the store for longer than
/// we think. Two can never lead at once: the later one has held both, and then the earlier one held none.
/// </remarks>
internal sealed record Lease(LeaseTimes Times)
{
    private Holding? A { get; init; }

    private Holding? B { get; init; }

    private TimeSpan NextA { get; init; }

    private TimeSpan NextB { get; init; }

    private int Takings { get; init; }

    private bool IsLeader { get; init; }

    private bool IsRetired { get; init; }

    private ImmutableQueue<LeaseStep.Release> Owed { get; init; } = [];

    /// <summary>When leadership ends unless a slot is taken before then; none for a follower.</summary>
    public TimeSpan? Until => IsLeader ? Later(A, B) : null;

    /// <summary>Whether there is nothing left to do, ever.</summary>
    public bool IsOver => IsRetired && Owed.IsEmpty;

    /// <summary>Whether the owner leads at <paramref name="now"/>.</summary>
    public bool LeadsAt(TimeSpan now) => Until > now;

    /// <summary>The lease at a later time: what has run out is gone, and what is of no use is to be given back.</summary>
    public Lease At(TimeSpan now)
    {
        var lease = this with
        {
            IsLeader = LeadsAt(now),
            A = A?.End > now ? A : null,
            B = B?.End > now ? B : null,
        };

        return !lease.IsLeader && (IsRetired || lease.B is not null || lease.A?.Until <= now)
            ? lease.GiveBack(Slot.B).GiveBack(Slot.A)
            : lease;
    }

    /// <summary>What to do at the time of the last <see cref="At"/>.</summary>
    public LeaseStep Next(TimeSpan now)
    {
        if (!Owed.IsEmpty)
        {
            return Owed.Peek();
        }

        if (IsRetired)
        {
            return new LeaseStep.Wait(TimeSpan.MaxValue);
        }

        return (IsLeader, A, B) switch
        {
            (true, null, { } b) when NextA <= now => Take(Slot.A, Times.Beside(b.End - now)),
            (true, { } a, null) when NextB <= now => Take(Slot.B, Times.Beside(a.End - now)),
            (true, _, _) => new LeaseStep.Wait(Sooner(Sooner(A?.End ?? NextA, B?.End ?? NextB), Until!.Value)),
            (false, { } a, _) => Take(Slot.B, Times.Beside(a.End - now)),
            (false, null, _) when NextA <= now => Take(Slot.A, Times.Quarter),
            _ => new LeaseStep.Wait(NextA),
        };
    }

    /// <summary>The slot is ours; it was asked for at <paramref name="asked"/>.</summary>
    public Lease Taken(LeaseStep.Take take, TimeSpan asked, TimeSpan now)
    {
        var end = asked + take.For;
        var lease = At(now).Count(take).With(take.Slot, new Holding(take.Taking, end - Times.Margin, end));
        var both = lease is { A: { } a, B: { } b } && Sooner(a.Until, b.Until) > now;

        return (lease with { IsLeader = !IsRetired && (lease.IsLeader || both) }).At(now);
    }

    /// <summary>Somebody else has the slot. A candidate without B gives A back, to be out of the leader's way.</summary>
    /// <remarks>A leader tries more often, so as not to meet the same candidate in A each time.</remarks>
    public Lease Refused(LeaseStep.Take take, TimeSpan now)
    {
        var lease = At(now).Count(take);
        if (!lease.IsLeader)
        {
            return (lease with { NextA = now + Times.Retry }).GiveBack(Slot.A);
        }

        var next = now + (Times.Retry / 4);

        return take.Slot is Slot.A ? lease with { NextA = next } : lease with { NextB = next };
    }

    /// <summary>There was no answer: the slot may be ours all the same, and must not stay so unknown.</summary>
    public Lease Unanswered(LeaseStep.Take take, TimeSpan now)
    {
        var lease = Refused(take, now);

        return lease with { Owed = lease.Owed.Enqueue(new LeaseStep.Release(take.Slot, take.Taking)) };
    }

    /// <summary>The slot was given back, or the attempt failed: then it runs out by itself.</summary>
    public Lease Released() => this with { Owed = Owed.Dequeue() };

    /// <summary>Leads no more and never again: what is held is to be given back.</summary>
    public Lease Retire() => (this with { IsLeader = false, IsRetired = true }).GiveBack(Slot.B).GiveBack(Slot.A);

    private LeaseStep.Take Take(Slot slot, TimeSpan time) => new(slot, Takings + 1, time);

    private Lease Count(LeaseStep.Take take) => this with { Takings = take.Taking };

    private Lease With(Slot slot, Holding? holding) => slot is Slot.A ? this with { A = holding } : this with { B = holding };

    private Lease GiveBack(Slot slot) => (slot is Slot.A ? A : B) is { } held
        ? With(slot, null) with { Owed = Owed.Enqueue(new LeaseStep.Release(slot, held.Taking)) }
        : this;

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Later(Holding? one, Holding? other)
    {
        var (first, second) = (one?.Until ?? TimeSpan.Zero, other?.Until ?? TimeSpan.Zero);

        return first > second ? first : second;
    }

    /// <param name="Taking">Which taking it comes from.</param>
    /// <param name="Until">Ours in our eyes.</param>
    /// <param name="End">Ours in the lock store's eyes at least.</param>
    private sealed record Holding(int Taking, TimeSpan Until, TimeSpan End);
}
