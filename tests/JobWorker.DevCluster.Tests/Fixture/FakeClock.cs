namespace JobWorker.DevCluster.Tests.Fixture;

/// <summary>A clock that stands still until it is told to move on; its timers fire as it passes them.</summary>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> waits = [];
    private DateTimeOffset now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, firing on the way, in order, what falls due.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (NextUpTo(target) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            now = target;
        }
    }

    /// <summary>Ends once a timer that far ahead is armed, be it before or after this call.</summary>
    public Task ArmedAsync(TimeSpan due)
    {
        lock (gate)
        {
            if (timers.Exists(timer => timer.At == now + due))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waits.Add((due, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    private Timer? NextUpTo(DateTimeOffset target)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.At <= target).MinBy(timer => timer.At);
            if (next is not null && next.At > now)
            {
                now = next.At.Value;
            }

            return next;
        }
    }

    private sealed class Timer(FakeClock clock, Action callback, TimeSpan period) : ITimer
    {
        public DateTimeOffset? At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan ignored)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                At = clock.now + dueTime;
                clock.timers.Add(this);
                foreach (var (_, seen) in clock.waits.Where(wait => wait.Due == dueTime))
                {
                    seen.TrySetResult();
                }
            }

            if (dueTime <= TimeSpan.Zero)
            {
                Fire();
            }

            return true;
        }

        public void Fire()
        {
            Change(period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period, period);
            callback();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
