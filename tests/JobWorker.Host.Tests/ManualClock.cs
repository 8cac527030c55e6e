namespace JobWorker.Host.Tests;

/// <summary>
/// A clock that moves when told to. Timers fire inside <see cref="Advance"/>, and so does what awaits them, until it awaits
/// something else: it cannot be late because the machine is busy.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that will fire.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(t => t.Due is not null);
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);

        return timer;
    }

    public void Advance(TimeSpan by)
    {
        // What awaits a timer goes on inside it only where no test's own context could be mistaken for its own.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            FireUntil(_now + by);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void FireUntil(DateTimeOffset until)
    {
        while (Next(until) is var (timer, due))
        {
            _now = due;
            timer.Fire(due);
        }

        _now = until;
    }

    private (ManualTimer Timer, DateTimeOffset Due)? Next(DateTimeOffset until)
    {
        lock (_gate)
        {
            return _timers.Where(t => t.Due <= until).MinBy(t => t.Due) is { } timer ? (timer, timer.Due!.Value) : null;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        /// <summary>Fires, unless it was changed since it was due at that time.</summary>
        public void Fire(DateTimeOffset due)
        {
            lock (clock._gate)
            {
                if (Due != due)
                {
                    return;
                }

                Due = _period > TimeSpan.Zero ? Due + _period : null;
            }

            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? null : clock._now + dueTime;
                if (!clock._timers.Contains(this))
                {
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
