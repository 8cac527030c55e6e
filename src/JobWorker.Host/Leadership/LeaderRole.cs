using JobWorker.Host.Hosting;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Leadership;

/// <summary>Whether this process leads, worked out anew at each question.</summary>
/// <remarks>So a process that was stopped cannot go on believing what has run out meanwhile.</remarks>
internal sealed class LeaderRole : IDisposable
{
    private readonly LeadershipMode _mode;
    private readonly string _replica;
    private readonly TimeProvider _clock;
    private readonly ILogger<LeaderRole> _logger;
    private readonly ITimer _timer;
    private readonly long _origin;
    private readonly Lock _gate = new();
    private volatile Lease _lease;
    private CancellationTokenSource? _term;
    private TaskCompletionSource<CancellationToken> _nextTerm = NewTerm();

    public LeaderRole(IOptions<LeadershipOptions> options, TimeProvider clock, ILogger<LeaderRole> logger)
    {
        (_mode, _replica) = (options.Value.Mode, options.Value.Replica);
        (_clock, _logger, _origin) = (clock, logger, clock.GetTimestamp());
        _lease = new Lease(options.Value.Times);
        _timer = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_mode is LeadershipMode.None)
        {
            _nextTerm.SetResult(CancellationToken.None);
            HostMetrics.Leader.Set(1);
        }
    }

    /// <summary>Whether this process leads now.</summary>
    public bool Leads => _mode is LeadershipMode.None || _lease.LeadsAt(Now);

    /// <summary>Whether this process takes messages and sends callbacks now.</summary>
    public bool Works => _mode is not LeadershipMode.LeaderOnly || Leads;

    /// <summary>Whether no other replica takes messages or hosts actors now.</summary>
    public bool WorksAlone => _mode is not LeadershipMode.AllReplicas && Leads;

    /// <summary>Why the lock store cannot be asked; none when it can.</summary>
    public string? Trouble { get; set; }

    /// <summary>How often this process has become leader.</summary>
    public int Terms { get; private set; }

    /// <summary>For people.</summary>
    public string Name => _mode is LeadershipMode.None ? "alone" : Leads ? "leader" : "follower";

    /// <summary>Time since this object was made; never jumps, and goes on while the process is stopped.</summary>
    public TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Runs <paramref name="work"/> anew in each term of this process, and ends it with the term.</summary>
    public async Task WhileLeadingAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var next = Volatile.Read(ref _nextTerm).Task;
            await ((Task)next).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompletedSuccessfully)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(await next, cancel);
                await work(either.Token);
            }
        }
    }

    /// <summary>Takes in where the lease stands.</summary>
    public void Update(Lease lease)
    {
        _lease = lease;
        Look();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _term?.Dispose();
    }

    private static TaskCompletionSource<CancellationToken> NewTerm() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells everybody when leadership has come or gone; looks again when it may have run out.</summary>
    private void Look()
    {
        lock (_gate)
        {
            var (lease, now) = (_lease, Now);
            if (lease.LeadsAt(now))
            {
                _timer.Change(lease.Until!.Value - now, Timeout.InfiniteTimeSpan);
            }

            switch (_term, lease.LeadsAt(now))
            {
                case (null, true):
                    Begin();
                    break;
                case ({ } term, false):
                    End(term);
                    break;
            }
        }
    }

    private void Begin()
    {
        Terms++;
        _term = new CancellationTokenSource();
        _nextTerm.SetResult(_term.Token);
        HostMetrics.Leader.Set(1);
        HostMetrics.TakeOvers.Inc();
        _logger.LeadershipGained(_replica, Terms);
    }

    private void End(CancellationTokenSource term)
    {
        _term = null;
        Volatile.Write(ref _nextTerm, NewTerm());
        _ = term.CancelAsync();
        HostMetrics.Leader.Set(0);
        _logger.LeadershipLost(_replica, Terms);
    }
}
