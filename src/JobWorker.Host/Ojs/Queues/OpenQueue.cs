using System.Collections.Immutable;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Transport;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>A queue in the memory of its owner, and what is stored of it.</summary>
internal sealed class OpenQueue
{
    /// <summary>How long a queue waits for its events to go out, before its log is cut.</summary>
    private static readonly TimeSpan ToTell = TimeSpan.FromMilliseconds(250);

    private readonly string _name;
    private readonly QueueEngine _engine;
    private readonly QueueLog _log;
    private readonly Checkpoints _checkpoints;
    private readonly QueueKeepers _shared;
    private readonly StoreLimits _limits;
    private readonly EventRelays? _relays;
    private StoredHead? _head;
    private Task<StoredHead?>? _writing;
    private CheckpointPlan? _plan;
    private int _events;
    private int _enough;

    private OpenQueue(
        string name,
        QueueEngine engine,
        QueueLog log,
        Checkpoints checkpoints,
        StoredHead? head,
        QueueKeepers shared,
        StoreLimits limits)
    {
        _name = name;
        _engine = engine;
        _log = log;
        _checkpoints = checkpoints;
        _head = head;
        _shared = shared;
        _limits = limits;
        _enough = shared.CheckpointEvents;
        _relays = EventRelays.Open(name, shared.Sinks);
        if (_relays is { } relays)
        {
            State.Feed.Added = relays.Add;
        }
    }

    /// <summary>What the events so far say.</summary>
    public QueueState State => _engine.State;

    /// <summary>Whether all that happened is where it must go: before, the log must not be cut.</summary>
    private bool IsTold => _relays is null or { AreIdle: true };

    /// <summary>Whether what is in memory is ahead of what will ever be stored.</summary>
    public bool IsLost => _log.IsBroken;

    /// <summary>Whether nothing will happen before somebody asks for something.</summary>
    public bool IsIdle => State.NextDue is null && !State.Untold.Any() && IsTold;

    /// <summary>Takes the queue over: last checkpoint, then the log.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public static async Task<OpenQueue> LoadAsync(
        string name, int number, QueueKeys keys, QueueKeepers shared, CancellationToken cancel)
    {
        var checkpoints = new Checkpoints(shared.Store, keys, shared.RetentionOf(name));
        var log = new QueueLog(shared.Store, keys, QueueKeepers.NewOwner());
        var head = await checkpoints.HeadAsync(cancel);
        var state = new QueueState(number, head?.Head);
        if (head is not null)
        {
            foreach (var job in await checkpoints.OpenJobsAsync(head, cancel))
            {
                state.Remember(job);
            }

            state.Evict(Full(head.Head));
        }

        var limits = await shared.Store.LimitsAsync(cancel);
        var engine = new QueueEngine(state, shared.DeadLetters, shared.DeadLetterRetention);
        var open = new OpenQueue(name, engine, log, checkpoints, head, shared, limits);
        await open.ReplayAsync(await log.OpenAsync(head?.Log ?? 0, head?.Owner, cancel), cancel);

        return open;
    }

    /// <summary>Waits for room in the log, and brings the finished jobs into memory that the call is about.</summary>
    public async Task RecallAsync(QueueCall call, CancellationToken cancel)
    {
        await _log.RoomAsync();
        await SettleAsync();
        foreach (var (id, place) in await PlacesAsync(call, cancel))
        {
            if (State.Find(place) is null && await _checkpoints.FindAsync(_head, place, cancel) is { } job && job.Id == id)
            {
                State.Remember(job);
            }
        }
    }

    /// <summary>Does all operations, in order.</summary>
    public ImmutableArray<QueueAnswer> Handle(QueueCall call, DateTimeOffset now, ulong seed)
    {
        var chance = new Chance(seed);
        var answers = ImmutableArray.CreateBuilder<QueueAnswer>(call.Operations.Length);
        foreach (var operation in call.Operations)
        {
            answers.Add(_limits.Refuse(operation, State.Find) ?? _engine.Handle(operation, now, ref chance));
        }

        return answers.MoveToImmutable();
    }

    /// <summary>Begins to store what happened, if anything did; others hear of it once it is stored.</summary>
    /// <returns>Ends when that and all before it is stored; false when another owner has the queue.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer; what became of the operations is unknown.</exception>
    public Task<bool> StoreAsync()
    {
        var events = _engine.TakeEvents();
        var news = QueueNews.Of(_name, State, _shared.Clock.GetUtcNow());
        var measured = OjsMetrics.Of(_name, events, State.Find);
        var release = _relays?.Gather();
        _events += events.Length;

        return _log.AppendAsync(events, () =>
        {
            measured();
            release?.Invoke();
            _shared.Tell(news);
        });
    }

    /// <summary>Cuts the log where it has become long; one whose events do not go out becomes longer.</summary>
    public async Task ShortenAsync()
    {
        if (_events < _enough || _writing is not null || !await _log.SettleAsync())
        {
            return;
        }

        if (await IsToldSoonAsync())
        {
            BeginCheckpoint();
        }
        else
        {
            _enough = _events + _shared.CheckpointEvents;
        }
    }

    /// <summary>Writes everything down.</summary>
    /// <returns>False where the queue turns out to have another owner, or may have.</returns>
    public async Task<bool> CheckpointAsync(CancellationToken cancel)
    {
        await SettleAsync(wait: true).WaitAsync(cancel);
        if (!await _log.SettleAsync())
        {
            return false;
        }

        if (State.IsDirty && IsTold)
        {
            BeginCheckpoint();
            await SettleAsync(wait: true).WaitAsync(cancel);
        }

        return true;
    }

    /// <summary>Writes everything down, where that can be done.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        try
        {
            await _log.SettleAsync();
            await IsToldSoonAsync();
            await CheckpointAsync(cancel);
        }
        catch (JournalUnavailableException e)
        {
            _shared.CheckpointFailed(_name, e);
        }

        await LeaveAsync();
    }

    /// <summary>Another owner has the queue, or may have: it tells what is not told yet.</summary>
    public async Task LeaveAsync()
    {
        await _log.SettleAsync();
        _relays?.Dispose();
    }

    /// <summary>Places below it are in segments to which no job will be added.</summary>
    private static long Full(QueueHead head) => head.NextPlace / Checkpoints.SegmentSize * Checkpoints.SegmentSize;

    /// <summary>Waits for what is on its way out, though not for a broker that is away. Nothing new happens meanwhile.</summary>
    private async Task<bool> IsToldSoonAsync()
    {
        if (_relays is { AreIdle: false } relays)
        {
            await Task.WhenAny(relays.Idle, Task.Delay(ToTell, _shared.Clock));
        }

        return IsTold;
    }

    /// <summary>Beside the calls that follow: what is written is a picture of now.</summary>
    private void BeginCheckpoint()
    {
        var dirty = State.TakeDirty();
        (_events, _enough) = (0, _shared.CheckpointEvents);
        _plan = new CheckpointPlan(
            _log.Owner,
            _name,
            State.Number,
            _shared.Locators,
            State.Head,
            _log.Next,
            [.. _log.Openings],
            dirty,
            CheckpointPlan.Parts(State, dirty));
        var (head, plan) = (_head, _plan);

        // Elsewhere: writing out thousands of jobs takes longer than a turn should.
        _writing = Task.Run(() => _checkpoints.WriteAsync(head, plan, CancellationToken.None));
    }

    /// <summary>Takes in the result of a checkpoint that has ended.</summary>
    private async Task SettleAsync(bool wait = false)
    {
        if (_writing is not { } writing || (!wait && !writing.IsCompleted))
        {
            return;
        }

        var plan = _plan!;
        (_writing, _plan) = (null, null);
        try
        {
            _head = await writing ?? throw new JournalUnavailableException($"Queue {_name} has another owner.");
            State.Evict(Full(plan.Head));
            _log.Openings.RemoveAll(n => n < plan.Log);
        }
        catch (JournalUnavailableException e)
        {
            // The log has it all; the next checkpoint writes it.
            State.PutBack(plan.Dirty);
            _shared.CheckpointFailed(_name, e);
            _head = await _checkpoints.HeadAsync(CancellationToken.None);
        }
    }

    private async Task ReplayAsync(IReadOnlyList<QueueEvent> events, CancellationToken cancel)
    {
        foreach (var e in events)
        {
            if (e is OjsJobEvent and not JobEnqueued && ((OjsJobEvent)e).Place is var place && State.Find(place) is null
                && await _checkpoints.FindAsync(_head, place, cancel) is { } job)
            {
                State.Remember(job);
            }

            State.Apply(e);
        }

        _events = events.Count;
        _relays?.Gather().Invoke();
    }

    /// <summary>Where jobs are that the call names and that are not in memory, as far as they can be here.</summary>
    private async Task<IReadOnlyList<(string Id, long Place)>> PlacesAsync(QueueCall call, CancellationToken cancel)
    {
        var missing = call.Operations.SelectMany(Named).Where(id => State.Find(id) is null).Distinct().ToList();
        var places = missing.Select(id => (Id: id, Place: State.PlaceOf(id))).ToLookup(one => one.Place is not null);
        var located = await _shared.LocateAsync([.. places[false].Select(one => one.Id)], cancel);

        return [.. places[true].Select(one => (one.Id, one.Place!.Value)), .. located];
    }

    /// <summary>A job that was never there before is not looked for: its id was claimed for it.</summary>
    private static IEnumerable<string> Named(QueueOperation operation) => operation switch
    {
        QueueOperation.OnJob x => [x.Id],
        QueueOperation.Enqueue x => x.Jobs.Where(job => job is { Id: not null, Idempotent: true }).Select(job => job.Id!),
        _ => [],
    };
}
