using System.Collections.Concurrent;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;
using JobWorker.Ojs.Client.Workers;

namespace JobWorker.Ojs.Client.Working;

/// <summary>Takes jobs, does them with handlers by type, and beats for them. OJS worker protocol.</summary>
/// <param name="client">The server.</param>
/// <param name="options">None means the defaults.</param>
/// <param name="clock">None means the system's.</param>
public sealed class OjsWorker(OjsClient client, OjsWorkerOptions? options = null, TimeProvider? clock = null)
{
    /// <summary>While one fetch is under way another asks for what has become free since.</summary>
    private const int Fetches = 2;

    private readonly OjsWorkerOptions _options = options ?? new OjsWorkerOptions();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<string, JobHandler> _handlers = [];
    private readonly ActiveJobs _active = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private volatile Directive _directive;

    /// <summary>What the server last said the worker is to do.</summary>
    public Directive Directive => _directive;

    /// <summary>Jobs it has: those that are being done, and those whose outcome is being told.</summary>
    public int Active => _active.Count;

    /// <summary>Has jobs of a type done by <paramref name="handler"/>.</summary>
    /// <exception cref="ArgumentException">The type has a handler.</exception>
    public OjsWorker Handle(string type, JobHandler handler)
    {
        _handlers.Add(type, handler);
        return this;
    }

    /// <summary>The same for a handler without result.</summary>
    /// <exception cref="ArgumentException">The type has a handler.</exception>
    public OjsWorker Handle(string type, Func<JobContext, Task> handler) => Handle(type, async context =>
    {
        await handler(context).ConfigureAwait(false);
        return null;
    });

    /// <summary>
    /// Works until <paramref name="stop"/> falls or the server says terminate. Then nothing new is taken, and what is under way
    /// has <see cref="OjsWorkerOptions.GracePeriod"/> to end; what has not ended by then is given back.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        _options.Check();
        using var ending = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var slots = new Slots(_options.Concurrency);
        var beating = BeatAsync(slots, stopping, done.Token);
        try
        {
            var run = new JobRun(client, _options, _handlers, _active, slots, _clock);
            await Task.WhenAll(Enumerable.Range(0, Fetches).Select(_ => TakeAsync(slots, run, stopping.Token, ending.Token)))
                .ConfigureAwait(false);
            await EndAsync(ending).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(Slots slots, JobRun run, CancellationToken stop, CancellationToken ending)
    {
        while (!stop.IsCancellationRequested)
        {
            var changed = slots.Changed;
            var free = _directive is Directive.Running ? slots.Ask() : 0;
            if (free == 0)
            {
                await changed.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

                // Behind those that end at the same moment, so that one fetch asks for all of them.
                await Turn.ComesAsync().ConfigureAwait(false);
                continue;
            }

            var asked = _clock.GetTimestamp();
            var jobs = await FetchAsync(free).ConfigureAwait(false);
            slots.Take(free, jobs?.Count ?? 0);
            foreach (var job in jobs ?? [])
            {
                Start(job, run, stop, ending);
            }

            // A server need not wait with its answer; and one that is away is asked more seldom.
            if (jobs is null || (jobs.Count == 0 && _clock.GetElapsedTime(asked) < _options.FetchWait / 2))
            {
                await Task.Delay(_options.RetryDelay, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What a fetch brings although the worker ends by now is given back at once.</summary>
    private void Start(OjsJob job, JobRun run, CancellationToken stop, CancellationToken ending)
    {
        var task = stop.IsCancellationRequested ? run.GiveBackAsync(job) : run.RunAsync(job, ending);
        _running[task] = true;
        _ = task.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>What a fetch brings; none where it failed.</summary>
    /// <remarks>Nothing ends it early: the jobs it was answered with would be nobody's until their leases end.</remarks>
    private async Task<IReadOnlyList<OjsJob>?> FetchAsync(int count)
    {
        try
        {
            return await client.Workers.FetchAsync(
                new FetchRequest
                {
                    Queues = _options.Queues,
                    Count = count,
                    WorkerId = _options.WorkerId,
                    VisibilityTimeoutMs = (long)_options.VisibilityTimeout.TotalMilliseconds,
                    WaitMs = (int)_options.FetchWait.TotalMilliseconds,
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OjsException or OperationCanceledException)
        {
            _options.OnTrouble?.Invoke(e);
            return null;
        }
    }

    private async Task BeatAsync(Slots slots, CancellationTokenSource stopping, CancellationToken done)
    {
        using var timer = new PeriodicTimer(_options.HeartbeatInterval, _clock);
        try
        {
            do
            {
                await BeatOnceAsync(slots, stopping, done).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(done).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // Nothing is left to beat for.
        }
    }

    private async Task BeatOnceAsync(Slots slots, CancellationTokenSource stopping, CancellationToken done)
    {
        try
        {
            var told = _active.Ids;
            var beat = await client.Workers.HeartbeatAsync(_options.WorkerId, told, _options.VisibilityTimeout, done)
                .ConfigureAwait(false);
            _active.StopLost(told, beat.JobsExtended);
            _directive = beat.State;
            slots.Wake();
            if (beat.State is Directive.Terminate)
            {
                await stopping.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (
            e is HttpRequestException or OjsException || (e is OperationCanceledException && !done.IsCancellationRequested))
        {
            _options.OnTrouble?.Invoke(e);
        }
    }

    private async Task EndAsync(CancellationTokenSource ending)
    {
        var all = Task.WhenAll(_running.Keys);
        try
        {
            await all.WaitAsync(_options.GracePeriod, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(false);
        }
    }
}
