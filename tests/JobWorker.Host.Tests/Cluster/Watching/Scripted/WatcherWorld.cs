using System.Collections.Concurrent;
using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static JobWorker.Host.Tests.Cluster.Watching.Scripted.ScriptedApi;

namespace JobWorker.Host.Tests.Cluster.Watching.Scripted;

/// <summary>A watcher between a scripted API server and jobs that write down what they are told.</summary>
internal sealed class WatcherWorld : IJobs, IJobCluster, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public WatcherWorld()
    {
        Api = new ScriptedApi(Clock)
        {
            Answer = path => IsWatch(path) ? Of(path.Contains("/jobs", StringComparison.Ordinal) ? Watch(Jobs) : Watch(Pods))
                : path.Contains("/events", StringComparison.Ordinal) ? Of(Events)
                : path.Contains("/jobs", StringComparison.Ordinal) ? Of(List(5, null, [.. Listed]))
                : Of(List(5, null)),
        };
    }

    public ManualClock Clock { get; } = new();

    public ScriptedApi Api { get; }

    /// <summary>The Jobs that a list holds.</summary>
    public List<string> Listed { get; } = [];

    /// <summary>What the watches tell.</summary>
    public List<string> Jobs { get; } = [];

    public List<string> Pods { get; } = [];

    /// <summary>What a list of events holds.</summary>
    public string Events { get; set; } = """{"items":[]}""";

    /// <summary>What jobs were told, and what was asked of the cluster.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>What jobs answer.</summary>
    public Func<string, JobReply> Reply { get; set; } = _ => new JobReply(JobState.Created, 2);

    /// <summary>Whether a Job that was lost from sight is there.</summary>
    public bool? IsThere { get; set; } = true;

    public static JobReply NotFound(JobState state) => new(state, 2, RefusalCode.NotFound);

    public void Start()
    {
        var watcher = new JobWatcher(
            Api.Scope, this, this, new FailedLog(Api.Client, Options.Create(new CallbackOptions())), new ClusterState(),
            Leaderships.Alone(Clock), Api.Server, Options.Create(new JobOptions()), Options.Create(new KubernetesOptions()), Clock,
            NullLogger<JobWatcher>.Instance);
        _run = Task.Run(() => watcher.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        Api.Dispose();
    }

    Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        Told.Enqueue($"{id}: {command.GetType().Name}{(command is JobCommand.ObserveStuck stuck ? $" {stuck.Reason}" : "")}");

        return Task.FromResult(Reply(id));
    }

    Task<bool> IJobCluster.ReleaseAsync(JobRef job, CancellationToken cancel)
    {
        Told.Enqueue($"release {job.Uid}");

        return Task.FromResult(true);
    }

    Task<bool?> IJobCluster.MendAsync(JobRef job, string id, CancellationToken cancel)
    {
        Told.Enqueue($"mend {job.Uid} for {id}");

        return Task.FromResult(IsThere);
    }

    Task<CreateOutcome> IJobCluster.CreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel) =>
        throw new NotSupportedException();

    Task<RemoveOutcome> IJobCluster.RemoveAsync(
        JobRequest request, string name, int attempt, JobRef? known, CancellationToken cancel) => throw new NotSupportedException();

    Task<JobCommand?> IJobCluster.LookAsync(JobRef job, CancellationToken cancel) => throw new NotSupportedException();

    private static OpenStream Watch(List<string> events) => new(string.Concat(events));
}
