using System.Text.Json.Nodes;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using JobWorker.Testing.Redis;

namespace JobWorker.Benchmarks.Real;

/// <summary>A worker with its sidecar and Redis, in a namespace of its own of a real cluster.</summary>
internal sealed class RealSide : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo? _files;

    private RealSide(string space, World world, DirectoryInfo? files) => (Space, World, _files) = (space, world, files);

    public string Space { get; }

    public World World { get; }

    /// <summary>A side whose worker is ready, in an empty namespace.</summary>
    /// <param name="space">The namespace, and the side's name.</param>
    /// <param name="api">Where its Jobs go.</param>
    /// <param name="options">Where the side is the one to compare with, its build and its variables.</param>
    /// <param name="ownAccount">The worker is a service account of the namespace, not whoever the kubeconfig names.</param>
    public static async Task<RealSide> StartAsync(
        string space, ApiServer api, BenchmarkOptions? options = null, bool ownAccount = false)
    {
        await api.NamespaceAsync(space);
        await api.ClearAsync(space);
        var files = ownAccount ? Directory.CreateTempSubdirectory("jobworker-account-") : null;
        var kubeconfig = files is null ? api.Kubeconfig : Path.Combine(files.FullName, "kubeconfig");
        if (files is not null)
        {
            await File.WriteAllTextAsync(kubeconfig, await api.ServiceAccountAsync(space));
        }

        var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            HandsOutSoon = false,
            Kubeconfig = kubeconfig,
            Binaries = options?.Against,
            Environment = options?.AgainstSet ?? new Dictionary<string, string?>(),
            Worker = new Dictionary<string, string?>
            {
                ["Policy__OwnNamespace"] = space,
                ["Intake__MaxLiveJobs"] = "100000",
            },
        });

        return new RealSide(space, world, files);
    }

    /// <summary>So many messages, each for a Job in <paramref name="space"/>.</summary>
    public static IReadOnlyList<JsonObject> Messages(string space, int count, string? webhook = null) =>
    [
        .. Enumerable.Range(0, count).Select(_ => JobMessages.Command(
            JobMessages.NewId(), ["/bin/true"], webhook, job => job["namespace"] = space)),
    ];

    /// <summary>The Jobs that a worker makes of such messages.</summary>
    public static IReadOnlyList<byte[]> Manifests(IEnumerable<JsonObject> messages) =>
    [
        .. messages.Select(message =>
        {
            var reading = JobMessage.Read(message.Bytes(), new MessageLimits(86_400));
            var request = ((MessageReading.Valid)reading).Request;

            return JobManifest.Of(request, JobName.Of(request.Job.PrefixName, request.Id, namesTaken: 0)).Bytes();
        }),
    ];

    /// <summary>Puts messages on the queue, all at once.</summary>
    public void Send(IReadOnlyList<JsonObject> messages)
    {
        using var redis = World.Redis!.Connect();
        redis.Add("jobs", [.. messages.Select(m => m.Bytes())]);
        Sent += messages.Count;
    }

    /// <summary>Returns once the worker has taken in so many messages in all, and none is under way.</summary>
    /// <remarks>Asks Redis, for <c>/metrics</c> costs the worker a millisecond.</remarks>
    public async Task TakenAsync(long messages)
    {
        using var redis = World.Redis!.Connect();
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (Group(redis, "entries-read") < messages || Group(redis, "pending") > 0)
        {
            if (TimeProvider.System.GetUtcNow() > until)
            {
                throw new TimeoutException($"{messages} messages were not all taken in:\n{World.Worker!.Output}");
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Messages that were ever put on the queue.</summary>
    public long Sent { get; private set; }

    /// <summary>Jobs that have entered one of these states since the worker started.</summary>
    public async Task<double> EnteredAsync(params string[] states)
    {
        var all = await Task.WhenAll(states.Select(state =>
            World.Api.MetricAsync($$"""jobworker_job_transitions_total{state="{{state}}"}""")));

        return all.Sum();
    }

    /// <summary>Returns once so many jobs have entered one of these states.</summary>
    public async Task ReachAsync(double count, params string[] states)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (await EnteredAsync(states) < count)
        {
            if (TimeProvider.System.GetUtcNow() > until)
            {
                throw new TimeoutException(
                    $"{await EnteredAsync(states)} of {count} are {string.Join(" or ", states)}:\n{World.Worker!.Output}");
            }

            await Task.Delay(100);
        }
    }

    private static long Group(RedisConnection redis, string field)
    {
        var group = (object?[])((object?[])redis.Call("XINFO", "GROUPS", "jobs")!)[0]!;

        return (long)(group[Array.IndexOf(group, field) + 1] ?? 0L);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _files?.Delete(recursive: true);
    }
}
