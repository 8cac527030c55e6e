using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency.Running;

public sealed class ACircuit
{
    private static readonly CircuitPolicy Policy = new(
        2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TripRule.TryParse("consecutiveFailures >= 3")!);

    private readonly FakeClock _clock = new();
    private readonly Circuit _circuit;

    public ACircuit() => _circuit = New(Policy);

    [Fact]
    public void Opens_when_its_rule_is_met_and_refuses_calls_then()
    {
        Assert.Null(Call(false));
        Assert.Null(Call(false));
        Assert.Null(Call(true));
        Assert.Null(Call(false));
        Assert.Null(Call(false));
        Assert.Null(Call(false));

        Assert.Equal("circuit breaker is open", Call(true));
    }

    [Fact]
    public void Lets_a_few_calls_pass_once_its_time_is_over()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("circuit breaker is open", _circuit.Refuses(out _));

        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Null(_circuit.Refuses(out _));
        Assert.Null(_circuit.Refuses(out _));
        Assert.Equal("too many requests", _circuit.Refuses(out _));
    }

    [Fact]
    public void Closes_after_as_many_successes_as_it_lets_pass()
    {
        HalfOpen();
        Assert.Null(Call(true));
        Assert.Null(Call(true));

        Assert.Null(Call(false));
        Assert.Null(Call(false));
        Assert.Null(Call(true));
    }

    [Fact]
    public void Opens_again_at_the_first_failure_while_half_open()
    {
        HalfOpen();
        Assert.Null(Call(false));

        Assert.Equal("circuit breaker is open", Call(true));
    }

    [Fact]
    public void Forgets_what_it_counted_at_each_interval()
    {
        Assert.Null(Call(false));
        Assert.Null(Call(false));
        _clock.Advance(TimeSpan.FromSeconds(10) + TimeSpan.FromTicks(1));
        Assert.Null(Call(false));
        Assert.Null(Call(false));

        Assert.Null(Call(true));
    }

    [Fact]
    public void Does_not_count_calls_of_an_earlier_state()
    {
        Assert.Null(_circuit.Refuses(out var late));
        Open();
        _clock.Advance(TimeSpan.FromSeconds(31));
        _circuit.Leave(late, success: false);

        Assert.Null(Call(true));
    }

    [Fact]
    public void Does_what_a_simple_model_does()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var policy = new CircuitPolicy(
                random.Next(1, 4), TimeSpan.FromSeconds(random.Next(0, 3) * 4), TimeSpan.FromSeconds(random.Next(1, 8)),
                TripRule.TryParse(random.Next(2) == 0 ? "consecutiveFailures > 2" : "requests >= 4 && totalFailures >= 2")!);
            Walk(policy, random, seed);
        }
    }

    private void Walk(CircuitPolicy policy, Random random, int seed)
    {
        var circuit = New(policy);
        var model = new Model(policy);
        var open = new List<(long Pass, Model.Visit Visit)>();
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(5))
            {
                case 0:
                    var time = TimeSpan.FromMilliseconds(random.Next(1, 3000));
                    _clock.Advance(time);
                    model.Now += time;
                    break;
                case 1 or 2:
                    var visit = model.Enter();
                    Assert.True(circuit.Refuses(out var pass) is null == visit is not null, $"seed {seed}, step {step}");
                    if (visit is not null)
                    {
                        open.Add((pass, visit));
                    }

                    break;
                case var _ when open.Count > 0:
                    var (leaving, which) = open[random.Next(open.Count)];
                    open.Remove((leaving, which));
                    var success = random.Next(2) == 0;
                    circuit.Leave(leaving, success);
                    model.Leave(which, success);
                    break;
            }
        }
    }

    private Circuit New(CircuitPolicy policy) => new("c", policy, _clock, NullLogger.Instance);

    private void HalfOpen()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(31));
    }

    private void Open()
    {
        for (var n = 0; n < 3; n++)
        {
            Assert.Null(Call(false));
        }
    }

    private string? Call(bool success)
    {
        if (_circuit.Refuses(out var pass) is { } refusal)
        {
            return refusal;
        }

        _circuit.Leave(pass, success);
        return null;
    }

    /// <summary>Keeps every visit and works all out anew each time.</summary>
    private sealed class Model(CircuitPolicy policy)
    {
        private List<Visit> _visits = [];
        private List<bool> _ends = [];
        private string _phase = "closed";
        private TimeSpan _since;

        public TimeSpan Now { get; set; }

        public Visit? Enter()
        {
            Pass();
            if (_phase == "open" || (_phase == "half" && _visits.Count >= policy.MaxRequests))
            {
                return null;
            }

            var visit = new Visit();
            _visits.Add(visit);
            return visit;
        }

        public void Leave(Visit visit, bool success)
        {
            Pass();
            if (!_visits.Contains(visit))
            {
                return;
            }

            _ends.Add(success);
            var failures = _ends.AsEnumerable().Reverse().TakeWhile(end => !end).Count();
            var counts = new CircuitCounts(_visits.Count, _ends.Count(end => end), _ends.Count(end => !end), 0, failures);
            if (!success && (_phase == "half" || policy.Trip.IsMet(counts)))
            {
                Become("open");
            }
            else if (success && _phase == "half" && _ends.AsEnumerable().Reverse().TakeWhile(end => end).Count() >= policy.MaxRequests)
            {
                Become("closed");
            }
        }

        private void Pass()
        {
            if (_phase == "open" && Now - _since > policy.Timeout)
            {
                Become("half");
            }
            else if (_phase == "closed" && policy.Interval > TimeSpan.Zero && Now - _since > policy.Interval)
            {
                Become("closed");
            }
        }

        private void Become(string phase) => (_phase, _since, _visits, _ends) = (phase, Now, [], []);

        public sealed class Visit;
    }
}

public sealed class RememberingCircuits
{
    [Fact]
    public void Keeps_the_ones_used_last()
    {
        var made = new List<string>();
        var cache = new CircuitCache(2);

        foreach (var key in "abacab")
        {
            cache.Get($"{key}", () =>
            {
                made.Add($"{key}");
                return new Circuit($"{key}", CircuitPolicy.Default, TimeProvider.System, NullLogger.Instance);
            });
        }

        Assert.Equal(["a", "b", "c", "b"], made);
    }
}
