using System.Threading.Channels;
using JobWorker.Core.Jobs;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Leadership;

namespace JobWorker.Host.Jobs;

/// <summary>Wakes jobs at a time, from memory: quicker than the reminder, and lost with the process.</summary>
internal interface IWakeUps
{
    /// <summary>Wakes the job at <paramref name="at"/>, or at once where that has passed.</summary>
    void At(string id, DateTimeOffset at);
}

/// <summary>One queue for all jobs, by time; one wake-up for each job, the earliest.</summary>
internal sealed class WakeUps(IJobs jobs, LeaderRole role, TimeProvider clock, ILogger<WakeUps> logger)
    : BackgroundService, IWakeUps, IDrain
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly Dictionary<string, DateTimeOffset> _due = [];
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void At(string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_due.TryGetValue(id, out var known) && known <= at)
            {
                return;
            }

            _due[id] = at;
            _queue.Enqueue(id, at);
        }

        _changed.Writer.TryWrite(true);
    }

    public Task DrainAsync(CancellationToken cancel) => StopAsync(cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stoppingToken };
        while (!stoppingToken.IsCancellationRequested)
        {
            var (ids, next) = TakeDue(clock.GetUtcNow());
            await Parallel.ForEachAsync(ids, parallel, async (id, cancel) => await WakeAsync(id, cancel));
            if (ids.Count == 0)
            {
                await WaitAsync(next, stoppingToken);
            }
        }
    }

    private (List<string> Ids, DateTimeOffset? Next) TakeDue(DateTimeOffset now)
    {
        List<string> ids = [];
        lock (_gate)
        {
            while (_queue.TryPeek(out var id, out var at))
            {
                if (at > now)
                {
                    return (ids, at);
                }

                _queue.Dequeue();
                if (_due.TryGetValue(id, out var due) && due == at)
                {
                    _due.Remove(id);
                    ids.Add(id);
                }
            }
        }

        return (ids, null);
    }

    private async Task WaitAsync(DateTimeOffset? next, CancellationToken cancel)
    {
        var delay = next is { } at ? at - clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        if (next is not null && delay <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new CancellationTokenSource(delay < TimeSpan.FromDays(1) ? delay : TimeSpan.FromDays(1), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    private async Task WakeAsync(string id, CancellationToken cancel)
    {
        if (!role.Works)
        {
            // The leader's watch, or the job's reminder, wakes it where it lives now.
            return;
        }

        try
        {
            await jobs.TellAsync(id, new JobCommand.Supervise(clock.GetUtcNow()), cancel);
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(id, e.Message);
            At(id, clock.GetUtcNow() + AfterFailure);
        }
    }
}
