using JobWorker.Host.Leadership;

namespace JobWorker.Host.Tests.Leadership;

/// <summary>Many replicas and one lock store in simulated time; one seed orders everything.</summary>
internal sealed class Election
{
    private readonly Random _random;
    private readonly Troubles _troubles;
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly Dictionary<Slot, (string Owner, double End)> _locks = [];
    private readonly List<Replica> _replicas = [];
    private long _order;
    private Replica? _leader;

    public Election(int seed, int replicas, Troubles troubles)
    {
        (_random, _troubles) = (new Random(seed), troubles);
        for (var i = 0; i < replicas; i++)
        {
            Start();
        }
    }

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    /// <summary>Changes of leader.</summary>
    public int TakeOvers { get; private set; }

    /// <summary>The longest time without a leader, seconds.</summary>
    public double LongestGap { get; private set; }

    /// <summary>The most replicas that led at one instant.</summary>
    public int MostLeaders { get; private set; }

    private double LastLed { get; set; }

    public void Run(double seconds)
    {
        var until = Now + seconds;
        while (_events.TryPeek(out _, out var due) && due.At <= until)
        {
            (Now, var action) = (due.At, _events.Dequeue());
            Look();
            action();
            Look();
        }

        Now = until;
        Look();
    }

    /// <summary>Kills the leader without a word and starts another replica.</summary>
    public void KillLeader()
    {
        if (_leader is { } leader)
        {
            leader.IsDead = true;
            _replicas.Remove(leader);
            Start();
        }
    }

    private void Start()
    {
        var replica = new Replica(_random.NextDouble() * 1000, 1 + ((_random.NextDouble() - 0.5) * _troubles.ClockDrift));
        _replicas.Add(replica);
        After(_random.NextDouble() * 3, () => Step(replica));
    }

    /// <summary>Who leads, as each replica would answer if it were asked at this instant.</summary>
    private void Look()
    {
        var leaders = _replicas.Where(r => r.Lease.LeadsAt(r.At(Now))).ToList();
        MostLeaders = Math.Max(MostLeaders, leaders.Count);
        if (leaders is not [var leader, ..])
        {
            return;
        }

        LongestGap = Math.Max(LongestGap, Now - LastLed);
        LastLed = Now;
        if (leader != _leader)
        {
            (_leader, TakeOvers) = (leader, TakeOvers + 1);
        }
    }

    private void Step(Replica replica)
    {
        if (replica.IsDead)
        {
            return;
        }

        var now = replica.At(Now);
        replica.Lease = replica.Lease.At(now);
        switch (replica.Lease.Next(now))
        {
            case LeaseStep.Take take:
                Call(replica, () => Take(take, replica), (granted, at) => replica.Lease = granted switch
                {
                    true => replica.Lease.Taken(take, now, at),
                    false => replica.Lease.Refused(take, at),
                    null => replica.Lease.Unanswered(take, at),
                });
                break;
            case LeaseStep.Release release:
                Call(replica, () => Release(release, replica), (_, _) => replica.Lease = replica.Lease.Released());
                break;
            case LeaseStep.Wait wait:
                After(Math.Max(0.001, (wait.Until - now).TotalSeconds / replica.Rate) + Pause(), () => Step(replica));
                break;
        }
    }

    /// <summary>A call that may arrive late or never, be answered late or never, and is given up after the margin.</summary>
    private void Call(Replica replica, Func<bool> serve, Action<bool?, TimeSpan> answer)
    {
        var (there, back) = (Latency(), Latency());
        var (lostThere, lostBack) = (Chance(_troubles.Loss), Chance(_troubles.Loss));
        var limit = replica.Lease.Times.Margin.TotalSeconds;
        bool? granted = null;
        if (!lostThere)
        {
            After(there, () => granted = serve());
        }

        var answered = !lostThere && !lostBack && there + back < limit;
        After((answered ? there + back : limit) + Pause(), () =>
        {
            if (!replica.IsDead)
            {
                answer(answered ? granted : null, replica.At(Now));
                Step(replica);
            }
        });
    }

    private bool Take(LeaseStep.Take take, Replica replica)
    {
        if (_locks.TryGetValue(take.Slot, out var held) && held.End > Now)
        {
            return false;
        }

        _locks[take.Slot] = (replica.Owner(take.Taking), Now + take.For.TotalSeconds);
        return true;
    }

    private bool Release(LeaseStep.Release release, Replica replica) =>
        _locks.TryGetValue(release.Slot, out var held)
        && held.Owner == replica.Owner(release.Taking)
        && _locks.Remove(release.Slot);

    private double Latency() => Chance(_troubles.Slowness) ? _random.NextDouble() * 6 : _random.NextDouble() * 0.02;

    private double Pause() => Chance(_troubles.Pauses) ? _random.NextDouble() * 40 : 0;

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private void After(double seconds, Action action) => _events.Enqueue(action, (Now + seconds, _order++));

    private sealed class Replica(double origin, double rate)
    {
        private readonly Guid _id = Guid.NewGuid();

        public Lease Lease { get; set; } = new(new LeadershipOptions().Times);

        public double Rate => rate;

        public bool IsDead { get; set; }

        public TimeSpan At(double now) => TimeSpan.FromSeconds(origin + (now * rate));

        public string Owner(int taking) => $"{_id}/{taking}";
    }
}

/// <summary>What may go wrong, as probabilities for each call.</summary>
/// <param name="Loss">A question or an answer is lost.</param>
/// <param name="Slowness">One takes up to 6 s.</param>
/// <param name="Pauses">The process is stopped for up to 40 s.</param>
/// <param name="ClockDrift">By how much the clocks' rates may differ.</param>
internal sealed record Troubles(double Loss = 0, double Slowness = 0, double Pauses = 0, double ClockDrift = 0);
