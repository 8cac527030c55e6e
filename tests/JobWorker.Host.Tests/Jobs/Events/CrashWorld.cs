using System.Collections.Concurrent;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Catalog;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Jobs.Events;

/// <summary>
/// One job, its keeper and its publisher, in processes that die at a given effect on the outside: before it, or right after it.
/// </summary>
internal sealed class CrashWorld(bool rejected)
    : IJobCluster, ICallbackSender, IWakeUps, IJobReminder, ICatalog, IEventBroker, IStateSlots
{
    private const string Id = KeeperWorld.Id;

    private readonly ManualClock _clock = new();
    private readonly MemorySlots _slots = new();
    private readonly ConcurrentQueue<Callback> _sent = new();
    private int _left;
    private bool _after;
    private volatile bool _dead;
    private volatile bool _woken;
    private bool _acknowledged;
    private bool _armed;
    private bool _finalizer;

    /// <summary>Versions the broker took, in order.</summary>
    public ConcurrentQueue<long> Taken { get; } = new();

    /// <summary>Nothing holds the job any more.</summary>
    public bool IsLetGo => _acknowledged && !_armed && !_finalizer;

    /// <summary>Whether the process died.</summary>
    public bool Died => _dead;

    /// <summary>Runs a process until nothing holds the job, or until the effect at which it dies.</summary>
    /// <param name="effects">How many it lives for.</param>
    /// <param name="after">The last one takes effect, and is not heard of.</param>
    public async Task RunAsync(int effects, bool after)
    {
        (_left, _after, _dead, _woken) = (effects, after, false, false);
        _sent.Clear();
        using var publisher = NewPublisher();
        var keeper = NewKeeper(publisher);
        await Testing.Until.IsAsync("the end of the job", TimeSpan.FromSeconds(30), async () =>
        {
            for (var turn = 0; turn < 20 && !_dead && !IsLetGo; turn++)
            {
                await TryAsync(() => TurnAsync(keeper));
            }

            return _dead || IsLetGo ? this : null;
        });
    }

    public async Task<long> VersionAsync() => (await Journal(_slots).LoadAsync(Id, default)).Version;

    /// <summary>Whatever holds the job wakes it.</summary>
    private async Task TurnAsync(JobKeeper keeper)
    {
        if (!_acknowledged)
        {
            await keeper.TellAsync(First(), default);
            _acknowledged = true;
        }

        if (_finalizer)
        {
            await keeper.TellAsync(new JobCommand.ObserveSucceeded(KeeperWorld.Ref, new PodRef("p", "u"), 3, Now), default);
        }

        if (_sent.TryDequeue(out var callback))
        {
            await keeper.TellAsync(
                new JobCommand.RecordCallback(callback.Sequence, callback.Attempts + 1, 200, null, null, 5, 0, Now), default);
        }

        if (_armed || _woken)
        {
            _woken = false;
            await keeper.TellAsync(new JobCommand.Supervise(Now), reminded: _armed, default);
        }
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private JobCommand First() => rejected
        ? new JobCommand.Reject("svc", null, ErrorCode.MessageInvalid, [new Violation("job", "is required")], "hash", Now)
        : new JobCommand.Submit(KeeperWorld.Request(), "hash", [], Now);

    private static async Task TryAsync(Func<Task> turn)
    {
        try
        {
            await turn();
        }
        catch (Exception e) when (e is CrashException or JournalUnavailableException or JournalConflictException)
        {
            // Whoever called says it again.
        }
    }

    /// <summary>An effect on the outside, which the process may not live to see.</summary>
    private T Do<T>(Func<T> effect)
    {
        var left = Interlocked.Decrement(ref _left);
        if (left < 0 && !(left == -1 && _after))
        {
            _dead = true;
            throw new CrashException();
        }

        var done = effect();
        if (left < 0)
        {
            _dead = true;
            throw new CrashException();
        }

        return done;
    }

    private Task DoAsync(Action effect) => Do(() =>
    {
        effect();

        return Task.CompletedTask;
    });

    private Journal<Job, JobEvent> Journal(IStateSlots slots) => new(
        slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", _clock);

    private EventPublisher NewPublisher() => new(
        this,
        new EventMarks(this, Options.Create(new JournalOptions()), Options.Create(new RetentionOptions())),
        Journal(this),
        this,
        Leaderships.Alone(_clock),
        Options.Create(new EventOptions { PubSub = "events" }),
        _clock,
        NullLogger<EventPublisher>.Instance);

    private JobKeeper NewKeeper(IEventFeed feed) => new JobKeepers(
        Journal(this),
        this,
        this,
        new PendingCallbacks(_clock),
        this,
        this,
        feed,
        Leaderships.Alone(_clock),
        _clock,
        Options.Create(new JobOptions()),
        Options.Create(new RetentionOptions()),
        Options.Create(new JournalOptions()),
        Options.Create(new KubernetesOptions()),
        NullLogger<JobKeeper>.Instance).Keeper($"job-worker-{Id}", this);

    Task<Slot?> IStateSlots.GetAsync(string key, CancellationToken cancel) =>
        _dead ? throw new CrashException() : _slots.GetAsync(key, cancel);

    Task<bool> IStateSlots.TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel) =>
        Do(() => _slots.TryPutAsync(key, value, etag, keep, cancel));

    Task<string?> IEventBroker.PublishAsync(JobCloudEvent e) => Do(() =>
    {
        Taken.Enqueue(e.Version);

        return Task.FromResult<string?>(null);
    });

    Task<CreateOutcome> IJobCluster.CreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel) => Do(() =>
    {
        _finalizer = true;

        return Task.FromResult<CreateOutcome>(new CreateOutcome.Created(KeeperWorld.Ref));
    });

    Task<bool> IJobCluster.ReleaseAsync(JobRef job, CancellationToken cancel) => Do(() =>
    {
        _finalizer = false;

        return Task.FromResult(true);
    });

    Task<bool?> IJobCluster.MendAsync(JobRef job, string id, CancellationToken cancel) => Task.FromResult<bool?>(true);

    Task<RemoveOutcome> IJobCluster.RemoveAsync(
        JobRequest request, string name, int attempt, JobRef? known, CancellationToken cancel) => Task.FromResult(RemoveOutcome.Gone);

    Task<JobCommand?> IJobCluster.LookAsync(JobRef job, CancellationToken cancel) => Task.FromResult<JobCommand?>(null);

    void ICallbackSender.Send(string jobId, string url, IReadOnlyList<Callback> callbacks, JobRequest? request) =>
        _sent.Enqueue(callbacks[0]);

    void IWakeUps.At(string id, DateTimeOffset at) => _woken = true;

    Task IJobReminder.ArmAsync() => DoAsync(() => _armed = true);

    Task IJobReminder.DisarmAsync() => DoAsync(() => _armed = false);

    Task ICatalog.AddAsync(CatalogEntry entry, CancellationToken cancel) => Task.CompletedTask;

    void ICatalog.Note(CatalogEntry entry)
    {
    }

    private sealed class CrashException : Exception;
}
