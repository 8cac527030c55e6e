using System.Net;
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
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Jobs;

/// <summary>A job keeper among fakes that write down, in order, what is asked of them.</summary>
internal sealed class KeeperWorld : IJobCluster, ICallbackSender, IWakeUps, IJobReminder, ICatalog
{
    public const string Id = "job-1";

    public static readonly JobRef Ref = new("default", "bb-1", "uid-1");

    private readonly Queue<CreateOutcome> _outcomes = new();

    public KeeperWorld()
    {
        Role = Leaderships.Role(LeadershipMode.LeaderOnly, Clock);
        Keeper = NewKeeper();
    }

    public ManualClock Clock { get; } = new();

    public LeaderRole Role { get; }

    public MemorySlots Slots { get; } = new();

    /// <summary>What was done, in order.</summary>
    public List<string> Calls { get; } = [];

    public JobKeeper Keeper { get; private set; }

    public bool ApiServerDown { get; set; }

    public bool SchedulerDown { get; set; }

    public bool CatalogDown { get; set; }

    /// <summary>Who is told of events; taken up at the next <see cref="Restart"/>.</summary>
    public IEventFeed Feed { get; set; } = new NoEvents();

    /// <summary>What the catalog was told, in order.</summary>
    public List<CatalogEntry> Listed { get; } = [];

    /// <summary>What was last offered to be sent: sequence and attempt of each callback.</summary>
    public IReadOnlyList<(int Sequence, int Attempt)> Offered { get; private set; } = [];

    /// <summary>The trace of each callback that was last offered.</summary>
    public IReadOnlyList<TraceContext?> OfferedTraces { get; private set; } = [];

    /// <summary>How deletions end.</summary>
    public RemoveOutcome Removal { get; set; } = RemoveOutcome.Gone;

    /// <summary>What a look at the Job shows; none: it is on its way.</summary>
    public JobCommand? Seen { get; set; }

    public Journal<Job, JobEvent> Journal => new(
        Slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", Clock);

    /// <summary>The next creations end like this; after that they succeed.</summary>
    public void Creations(params CreateOutcome[] outcomes) => Array.ForEach(outcomes, _outcomes.Enqueue);

    /// <summary>The process died: what was in memory is gone.</summary>
    public void Restart() => Keeper = NewKeeper();

    /// <summary>What a keeper in another process says to the job.</summary>
    public Task ElsewhereAsync(JobCommand command) => NewKeeper().TellAsync(command, default);

    public Task<JobReply> SubmitAsync(string hash = "hash", string? webhook = "http://client/") => Keeper.TellAsync(
        new JobCommand.Submit(Request(webhook), hash, [], Clock.GetUtcNow()), default);

    public Task<JobReply> TellAsync(JobCommand command) => Keeper.TellAsync(command, default);

    public Task<JobReply> SuperviseAsync() => TellAsync(new JobCommand.Supervise(Clock.GetUtcNow()));

    public Task<JobReply> CallbackAsync(int sequence, int attempt, HttpStatusCode status) => TellAsync(new JobCommand.RecordCallback(
        sequence, attempt, (int)status, null, null, 5, 0, Clock.GetUtcNow()));

    public Task<JobReply> SucceedAsync() => TellAsync(
        new JobCommand.ObserveSucceeded(Ref, new PodRef("pod", "pod-uid"), 3, Clock.GetUtcNow()));

    public async Task<string[]> EventsAsync() =>
        [.. (await Journal.HistoryAsync(Id, default).ToListAsync()).Select(e => e.Event.GetType().Name)];

    public static JobRequest Request(string? webhook = "http://client/") => new(
        Id, "svc", new JobSpec { PrefixName = "bb", Namespace = "default", Image = "busybox" }, webhook);

    Task<CreateOutcome> IJobCluster.CreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel)
    {
        Calls.Add($"create {name}");

        return Task.FromResult(_outcomes.TryDequeue(out var outcome) ? outcome : new CreateOutcome.Created(Ref));
    }

    Task<bool> IJobCluster.ReleaseAsync(JobRef job, CancellationToken cancel)
    {
        Calls.Add("release");

        return Task.FromResult(!ApiServerDown);
    }

    Task<bool?> IJobCluster.MendAsync(JobRef job, string id, CancellationToken cancel) => Task.FromResult<bool?>(true);

    Task<RemoveOutcome> IJobCluster.RemoveAsync(
        JobRequest request, string name, int attempt, JobRef? known, CancellationToken cancel)
    {
        Calls.Add($"remove {known?.Uid ?? name}");

        return Task.FromResult(ApiServerDown ? RemoveOutcome.Unknown : Removal);
    }

    Task<JobCommand?> IJobCluster.LookAsync(JobRef job, CancellationToken cancel)
    {
        Calls.Add("look");

        return Task.FromResult(ApiServerDown ? null : Seen);
    }

    void ICallbackSender.Send(string jobId, string url, IReadOnlyList<Callback> callbacks, JobRequest? request)
    {
        var callback = callbacks[0];
        Calls.Add($"send {callback.Status} #{callback.Sequence} attempt {callback.Attempts + 1}");
        Offered = [.. callbacks.Select(c => (c.Sequence, c.Attempts + 1))];
        OfferedTraces = [.. callbacks.Select(c => c.Trace)];
    }

    void IWakeUps.At(string id, DateTimeOffset at) => Calls.Add($"wake in {(at - Clock.GetUtcNow()).TotalSeconds:0}s");

    async Task IJobReminder.ArmAsync()
    {
        if (SchedulerDown)
        {
            throw new HttpRequestException("no scheduler");
        }

        Calls.Add($"arm at version {(await Journal.LoadAsync(Id, default)).Version}");
    }

    Task IJobReminder.DisarmAsync()
    {
        Calls.Add("disarm");

        return Task.CompletedTask;
    }

    async Task ICatalog.AddAsync(CatalogEntry entry, CancellationToken cancel)
    {
        if (CatalogDown)
        {
            throw new JournalUnavailableException("no catalog");
        }

        await Task.Yield();
        Listed.Add(entry);
    }

    void ICatalog.Note(CatalogEntry entry) => Listed.Add(entry);

    /// <summary>What its keepers share, anew.</summary>
    public JobKeepers Keepers => new(
        Journal,
        this,
        this,
        new PendingCallbacks(Clock),
        this,
        this,
        Feed,
        Role,
        Clock,
        Options.Create(new JobOptions()),
        Options.Create(new RetentionOptions()),
        Options.Create(new JournalOptions()),
        Options.Create(new KubernetesOptions()),
        NullLogger<JobKeeper>.Instance);

    private JobKeeper NewKeeper() => Keepers.Keeper($"job-worker-{Id}", this);
}
