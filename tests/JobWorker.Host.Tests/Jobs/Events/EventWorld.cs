using System.Collections.Concurrent;
using System.Threading.Channels;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Jobs.Events;

/// <summary>A publisher before a broker that does as it is told, and journals in memory.</summary>
internal sealed class EventWorld : IEventBroker, IWakeUps, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly Channel<string> _wakeUps = Channel.CreateUnbounded<string>();

    public EventWorld(LeaderRole? role = null, int concurrency = 16)
    {
        Role = role ?? Leaderships.Alone(Clock);
        Concurrency = concurrency;
        Publisher = New();
    }

    public ManualClock Clock { get; } = new();

    public LeaderRole Role { get; }

    public int Concurrency { get; }

    public MemorySlots Slots { get; } = new();

    public EventPublisher Publisher { get; private set; }

    /// <summary>What the broker took, in order.</summary>
    public ConcurrentQueue<JobCloudEvent> Taken { get; } = new();

    /// <summary>The broker answers by itself: it takes everything.</summary>
    public bool Takes { get; set; } = true;

    public Journal<Job, JobEvent> Journal => new(
        Slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", Clock);

    /// <summary>The process died, and another begins.</summary>
    public void Restart() => Publisher = New();

    /// <summary>The next event the broker is given, which waits for its answer.</summary>
    public async Task<Arrival> ArrivalAsync() => await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Whether the broker is given anything that it has not answered.</summary>
    public bool HasArrival => _arrivals.Reader.TryPeek(out _);

    /// <summary>The next job that is woken.</summary>
    public async Task<string> WokenAsync() => await _wakeUps.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Returns when somebody waits for the clock.</summary>
    public Task PausedAsync() => Testing.Until.IsAsync("a pause", Patience, () => Task.FromResult(Clock.Waiting > 0 ? this : null));

    /// <summary>Appends events and tells the publisher, as a turn does.</summary>
    public async Task<JournalStream<Job>> AppendAsync(string id, params JobEvent[] events)
    {
        var stream = await Journal.LoadAsync(id, default);
        stream = await Journal.AppendAsync(stream, events, null, default);
        Publisher.Note(stream, await Publisher.ToldAsync(stream, default));

        return stream;
    }

    /// <summary>The versions of a job's events as they first came.</summary>
    public long[] VersionsOf(string id) =>
        [.. Taken.Where(e => e.Subject == id).Select(e => e.Version).Distinct()];

    public JobRequested Requested => new(KeeperWorld.Request(), "hash", [], Clock.GetUtcNow());

    public JobCreated Created => new(KeeperWorld.Ref, Clock.GetUtcNow());

    public JobSucceeded Succeeded => new(3, Clock.GetUtcNow());

    /// <summary>The whole life of a job that nobody wants to hear of.</summary>
    public JobEvent[] Life =>
    [
        Requested with { Request = KeeperWorld.Request(webhook: null) }, Created, new PodStarted(new PodRef("p", "u"), Clock.GetUtcNow()),
        Succeeded,
    ];

    public void Dispose() => Publisher.Dispose();

    async Task<string?> IEventBroker.PublishAsync(JobCloudEvent e)
    {
        if (!Takes)
        {
            var arrival = new Arrival(e, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
            _arrivals.Writer.TryWrite(arrival);
            if (await arrival.Answer.Task is { } error)
            {
                return error;
            }
        }

        Taken.Enqueue(e);

        return null;
    }

    void IWakeUps.At(string id, DateTimeOffset at) => _wakeUps.Writer.TryWrite(id);

    private EventPublisher New() => new(
        this,
        new EventMarks(Slots, Options.Create(new JournalOptions()), Options.Create(new RetentionOptions())),
        Journal,
        this,
        Role,
        Options.Create(new EventOptions { PubSub = "events", Concurrency = Concurrency }),
        Clock,
        NullLogger<EventPublisher>.Instance);

    /// <summary>An event at the broker.</summary>
    internal sealed record Arrival(JobCloudEvent Event, TaskCompletionSource<string?> Answer)
    {
        public void Take() => Answer.SetResult(null);

        public void Refuse() => Answer.SetResult("no");
    }
}
