using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Core.Ojs.Queues.Waiting;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>What the events say about a queue: its jobs that are not finished, in their orders, and its counts.</summary>
/// <remarks>A fold that is done in place, because a queue may hold hundreds of thousands of jobs.</remarks>
public sealed class QueueState
{
    private readonly Dictionary<long, OjsJob> _jobs = [];
    private readonly Dictionary<string, long> _foreign = [];
    private readonly ReadyJobs _ready;
    private readonly ReadyJobs _ownReady;
    private readonly HashSet<long> _ownActive = [];
    private readonly SortedSet<(DateTimeOffset At, long Place)> _deadLetters = [];
    private readonly SortedSet<long> _untold = [];
    private readonly HashSet<long> _finished = [];
    private readonly HashSet<long> _dirty = [];
    private readonly FetchRate _fetched = new();
    private readonly DueJobs _due;
    private readonly long[] _live = new long[Enum.GetValues<JobState>().Length];

    /// <summary>An empty queue.</summary>
    /// <param name="number">The queue's number, 1 to 65535: part of the ids it makes.</param>
    /// <param name="head">What is known of it beside its jobs.</param>
    public QueueState(int number, QueueHead? head = null)
    {
        Number = number;
        Head = head ?? new QueueHead();
        Feed = new EventFeed(number);
        _due = new DueJobs(Find);
        _ready = new ReadyJobs(place => _jobs[place]);
        _ownReady = new ReadyJobs(place => _jobs[place]);
    }

    /// <summary>The queue's number.</summary>
    public int Number { get; }

    /// <summary>What is known of it beside its jobs.</summary>
    public QueueHead Head { get; private set; }

    /// <summary>What happened lately.</summary>
    public EventFeed Feed { get; }

    /// <summary>The jobs in memory: all that are not finished, dead letters, and some that finished lately.</summary>
    public IReadOnlyCollection<OjsJob> Jobs => _jobs.Values;

    /// <summary>Dead letters, oldest first.</summary>
    public IEnumerable<OjsJob> DeadLetters => _deadLetters.Select(letter => _jobs[letter.Place]);

    /// <summary>Finished jobs whose parents do not know yet.</summary>
    public IEnumerable<OjsJob> Untold => _untold.Select(place => _jobs[place]);

    /// <summary>Jobs that can be fetched, in the order of fetching.</summary>
    public IEnumerable<OjsJob> Ready => _ready.All;

    /// <summary>Of the jobs that can be fetched, those of a tenant.</summary>
    public IEnumerable<OjsJob> ReadyOf(string tenant) => _ready.Of(tenant);

    /// <summary>How far limits of keys are used up.</summary>
    public IEnumerable<LimitUse> Limits => _ready.Limits.Concat(_ownReady.Limits);

    /// <summary>How many jobs wait: for a worker, their time, an activation or their next attempt.</summary>
    public int Depth => (int)(Count(JobState.Available) + Count(JobState.Scheduled) + Count(JobState.Pending)
        + Count(JobState.Retryable));

    /// <summary>How many more may wait.</summary>
    public int Room => Head.MaxDepth is { } most ? most - Depth : int.MaxValue;

    /// <summary>Of the jobs that this service works on itself, those that can be begun.</summary>
    public IEnumerable<OjsJob> OwnReady => _ownReady.All;

    /// <summary>Of the jobs that this service works on itself, those that run.</summary>
    public IEnumerable<OjsJob> OwnActive => _ownActive.Select(place => _jobs[place]);

    /// <summary>When a job is next due, UTC.</summary>
    public DateTimeOffset? NextDue => _due.Next();

    /// <summary>How many dead letters there are.</summary>
    public int DeadLetterCount => _deadLetters.Count;

    /// <summary>The job that is due first, if it is due.</summary>
    public OjsJob? FirstDue(DateTimeOffset now) => _due.First(now);

    /// <summary>The job at a place, if it is in memory.</summary>
    public OjsJob? Find(long place) => _jobs.GetValueOrDefault(place);

    /// <summary>The job of an id, if it is in memory.</summary>
    public OjsJob? Find(string id) => PlaceOf(id) is { } place && Find(place) is { } job && job.Id == id ? job : null;

    /// <summary>Where the job of an id is, or would be if this queue made the id.</summary>
    public long? PlaceOf(string id)
    {
        if (_foreign.TryGetValue(id, out var known))
        {
            return known;
        }

        return JobIds.Read(id) is { } place && place.Queue == Number && place.Place < Head.NextPlace ? place.Place : null;
    }

    /// <summary>How many jobs are in a state, over the queue's whole life for the final ones.</summary>
    public long Count(JobState state) => state switch
    {
        JobState.Completed => Head.Completed,
        JobState.Cancelled => Head.Cancelled,
        JobState.Discarded => Head.Discarded,
        _ => _live[(int)state],
    };

    /// <summary>How many more jobs may be fetched now.</summary>
    public int FetchesLeft(DateTimeOffset now) => Head switch
    {
        { Paused: true } => 0,
        { MaxPerSecond: { } max } => _fetched.Left(max, now),
        _ => int.MaxValue,
    };

    /// <summary>Takes in a job that was stored.</summary>
    public void Remember(OjsJob job)
    {
        if (_jobs.TryAdd(job.Place, job))
        {
            Index(job);
        }
    }

    /// <summary>Takes in what happened.</summary>
    public void Apply(QueueEvent e)
    {
        Head = Head.Evolve(e);
        switch (e)
        {
            case JobEnqueued enqueued:
                Add(enqueued);
                break;
            case OjsJobEvent change:
                Change(change);
                break;
            case WorkflowAnnounced announced:
                Feed.Add(announced);
                break;
            case QueueLimited { MaxPerSecond: null }:
                _fetched.Clear();
                break;
        }
    }

    /// <summary>Whether any job changed since the last <see cref="TakeDirty"/>.</summary>
    public bool IsDirty => _dirty.Count > 0;

    /// <summary>The places of jobs that changed since the last call, or were removed.</summary>
    public IReadOnlySet<long> TakeDirty()
    {
        var taken = _dirty.ToHashSet();
        _dirty.Clear();

        return taken;
    }

    /// <summary>They could not be stored after all.</summary>
    public void PutBack(IEnumerable<long> dirty) => _dirty.UnionWith(dirty);

    /// <summary>Finished jobs that are stored leave memory.</summary>
    /// <param name="below">Jobs that came later stay.</param>
    public void Evict(long below)
    {
        var gone = _finished.Select(place => _jobs[place])
            .Where(job => job.Place < below && !IsKept(job) && !_dirty.Contains(job.Place))
            .ToList();
        foreach (var job in gone)
        {
            Unindex(job);
            _jobs.Remove(job.Place);
            _foreign.Remove(job.Id);
        }
    }

    private static (DateTimeOffset At, long Place) LetterOf(OjsJob job) => (job.DiscardedAt ?? default, job.Place);

    private bool IsKept(OjsJob job) => job.IsDeadLetter || _untold.Contains(job.Place);

    private void Add(JobEnqueued e)
    {
        if (_jobs.ContainsKey(e.Place))
        {
            return;
        }

        var job = OjsJobFold.Begin(e);
        _jobs.Add(e.Place, job);
        _dirty.Add(e.Place);
        Index(job);
        Feed.Add(e, job);
    }

    private void Change(OjsJobEvent e)
    {
        if (Find(e.Place) is not { } job)
        {
            return;
        }

        var next = OjsJobFold.Evolve(job, e);
        if (ReferenceEquals(next, job))
        {
            return;
        }

        Unindex(job);
        _jobs[e.Place] = next;
        _dirty.Add(e.Place);
        if (e is JobForgotten)
        {
            _jobs.Remove(e.Place);
            _foreign.Remove(job.Id);
            return;
        }

        Index(next);
        if (e is JobFetched && Head.MaxPerSecond is not null)
        {
            _fetched.Note(e.At);
        }

        Feed.Add(e, next, job.State);
    }

    private void Index(OjsJob job)
    {
        _live[(int)job.State]++;
        if (job.IsFinal)
        {
            _finished.Add(job.Place);
        }

        if (!JobIds.IsOf(job, Number))
        {
            _foreign[job.Id] = job.Place;
        }

        ReadyFor(job).Add(job);
        if (job is { State: JobState.Active, Spec.IsOwn: true })
        {
            _ownActive.Add(job.Place);
        }
        else if (job.IsDeadLetter)
        {
            _deadLetters.Add(LetterOf(job));
        }

        if (job is { IsFinal: true, Parent: not null, Told: false })
        {
            _untold.Add(job.Place);
        }

        _due.Note(job, _jobs.Count);
    }

    private void Unindex(OjsJob job)
    {
        _live[(int)job.State]--;
        _finished.Remove(job.Place);
        ReadyFor(job).Remove(job);
        _ownActive.Remove(job.Place);
        _deadLetters.Remove(LetterOf(job));
        _untold.Remove(job.Place);
    }

    private ReadyJobs ReadyFor(OjsJob job) => job.Spec.IsOwn ? _ownReady : _ready;
}
