using System.Text.Json;
using JobWorker.Core.Jobs;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs.Events;

/// <summary>Publishes what jobs record: one event of a job after the other, many jobs side by side.</summary>
/// <remarks>
/// How far it has come is kept in memory, and written to the store once, when nothing more is to come of the job. Until then
/// something holds the job, so whoever begins anew publishes again from the first event or the mark: events come twice
/// then, and none is left out. Two processes that publish the same job each go in order, so each event's first arrival is in
/// order.
/// </remarks>
internal sealed class EventPublisher(
    IEventBroker broker,
    EventMarks marks,
    Journal<Job, JobEvent> journal,
    IWakeUps wakeUps,
    LeaderRole role,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILogger<EventPublisher> logger) : IEventFeed, IDrain, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly EventLines _lines = new();
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly CancellationTokenSource _end = new();
    private DateTimeOffset? _loggedAt;
    private bool _disposed;

    public long? ToldOfNew => null;

    public async ValueTask<long?> ToldAsync(JournalStream<Job> stream, CancellationToken cancel)
    {
        var job = stream.State;
        lock (_gate)
        {
            if (_lines.Find(stream.Id) is { Kept: { } kept } line && line.FirstAt == job.FirstAt)
            {
                return kept;
            }
        }

        // Only a job that was final at some time can have a mark.
        return job.IsFinal || job.Attempt > 1 ? await marks.FindAsync(stream.Id, job.FirstAt, cancel) : null;
    }

    public void Note(JournalStream<Job> stream, long? told)
    {
        if (stream.Version == 0 || _end.IsCancellationRequested || !role.Works)
        {
            return;
        }

        EventLine line;
        lock (_gate)
        {
            _lines.Tidy(role.Terms);
            line = _lines.Of(stream, told);
            line.See(stream);
            if (line.IsRunning)
            {
                return;
            }

            if (!line.HasWork)
            {
                Leave(line);
                return;
            }

            line.IsRunning = true;
        }

        _ = RunAsync(line);
    }

    /// <summary>Lets what is being published be; the rest is published by whoever holds the job next.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        await _end.CancelAsync();
        await _slots.EmptyAsync(options.Value.Concurrency, cancel);
    }

    /// <summary>The container disposes of it under each of its names.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RunAsync(EventLine line)
    {
        // Whoever notes must not be kept by what it has noted.
        await Task.Yield();
        var ended = false;
        try
        {
            while (!ended && await StepAsync(line) is { } step)
            {
                ended = step;
            }
        }
        finally
        {
            if (!ended)
            {
                Forget(line);
            }
        }
    }

    /// <returns>True: nothing is left to do; false: there may be; none: it is for others to do.</returns>
    private async Task<bool?> StepAsync(EventLine line)
    {
        JournalStream<Job> stream;
        lock (_gate)
        {
            if (!line.HasWork)
            {
                Leave(line);
                return true;
            }

            stream = line.Latest!;
        }

        string? error;
        using (await _slots.TakeAsync())
        {
            if (_end.IsCancellationRequested || !role.Works)
            {
                return null;
            }

            error = await PublishAsync(line, stream);
        }

        return error is null || await PauseAsync(line, stream, error) ? false : null;
    }

    /// <returns>Why it did not come to the end; none when it did.</returns>
    private async Task<string?> PublishAsync(EventLine line, JournalStream<Job> stream)
    {
        try
        {
            await foreach (var e in journal.After(stream, line.Published))
            {
                var told = JobCloudEvent.Of(line.Id, e, options.Value.Source) with { Trace = stream.State.Trace };
                if (await broker.PublishAsync(told) is { } error)
                {
                    return error;
                }

                Succeed(line, e.Version);
            }
        }
        catch (Exception x) when (x is JournalUnavailableException or JsonException)
        {
            return x.Message;
        }

        return !EventLine.IsDone(stream) || await KeepAsync(line) ? null : "The state store did not keep how far they are.";
    }

    private void Succeed(EventLine line, long version)
    {
        line.Failures = 0;
        lock (_gate)
        {
            line.Advance(version);
            if (_loggedAt is null)
            {
                return;
            }

            _loggedAt = null;
        }

        logger.EventsFlow(options.Value.PubSub!);
    }

    /// <summary>So much is published, and the job may act on it.</summary>
    private async Task<bool> KeepAsync(EventLine line)
    {
        var version = line.Published;
        if (!await marks.TryPutAsync(line.Id, line.FirstAt, version, CancellationToken.None))
        {
            return false;
        }

        lock (_gate)
        {
            line.Kept = version;
        }

        wakeUps.At(line.Id, clock.GetUtcNow());

        return true;
    }

    /// <summary>
    /// After 1, 2, 4 … 60 s. A job that is over need not keep its Kubernetes Job for that: its reminder holds it.
    /// </summary>
    private async Task<bool> PauseAsync(EventLine line, JournalStream<Job> stream, string error)
    {
        HostMetrics.EventsFailed.Inc();
        Complain(line, error);
        if (EventLine.IsDone(stream) && line.Kept is null)
        {
            await KeepAsync(line);
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(line.Failures++, 6));
        await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, _end.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return !_end.IsCancellationRequested;
    }

    /// <summary>Once a minute for all jobs: a broker that is away fails every one of them.</summary>
    private void Complain(EventLine line, string error)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (now - _loggedAt < LongestPause)
            {
                return;
            }

            _loggedAt = now;
        }

        logger.EventsHeld(options.Value.PubSub!, line.Id, line.Published, error);
    }

    /// <summary>A job that is over leaves memory; of another it is remembered how far its events are published.</summary>
    private void Leave(EventLine line)
    {
        var over = line.Latest is { } stream && EventLine.IsDone(stream);
        line.Rest();
        if (over)
        {
            _lines.Remove(line);
        }
    }

    private void Forget(EventLine line)
    {
        lock (_gate)
        {
            line.Drop();
            _lines.Remove(line);
        }
    }
}
