using System.Globalization;
using JobWorker.Testing.Redis;

[assembly: CollectionBehavior(MaxParallelThreads = 8)]

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>The one sidecar and the one app that most statements are tried on: ours, or those the environment names.</summary>
internal sealed class World
{
    private static readonly Lazy<Task<World>> One = new(StartAsync);
    private static readonly List<IAsyncDisposable> Started = [];

    private World(Api api, ContractApp app, int? redisPort) => (Api, App, RedisPort) = (api, app, redisPort);

    /// <summary><c>DAPR_HTTP_ENDPOINT</c>: a sidecar somebody else has started; none for our own.</summary>
    public static string? ExternalAddress { get; } =
        Environment.GetEnvironmentVariable("DAPR_HTTP_ENDPOINT") is { Length: > 0 } given ? given : null;

    /// <summary>The resource files that go with this suite.</summary>
    public static string Resources { get; } =
        Path.Combine(Repository.Root, "tests", "JobWorker.Sidecar.Contract.Tests", "resources");

    public Api Api { get; }

    public ContractApp App { get; }

    /// <summary>Where the sidecar's Redis can be looked into; none where it cannot.</summary>
    public int? RedisPort { get; }

    /// <summary>What a test says that needs a sidecar of its own.</summary>
    public static void NeedsItsOwn() =>
        Skip.If(ExternalAddress is not null, "needs to start a sidecar, and DAPR_HTTP_ENDPOINT names one that runs");

    public static Task<World> GetAsync() => One.Value;

    /// <summary>Ends what was started for it, last in, first out.</summary>
    public static async Task EndAsync()
    {
        foreach (var one in Enumerable.Reverse(Started))
        {
            await one.DisposeAsync();
        }
    }

    private static async Task<World> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable("CONTRACT_APP_PORT");
        var app = ContractAnswers.Give(new ContractApp(
            given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Ports.Free()));
        await app.StartAsync();
        Started.Add(app);

        return ExternalAddress is { } address ? await JoinAsync(address, app) : await LaunchAsync(app);
    }

    private static async Task<World> JoinAsync(string address, ContractApp app)
    {
        var api = new Api(new Uri(address), Environment.GetEnvironmentVariable("DAPR_API_TOKEN"));
        await Until.IsAsync($"{address} to be ready with the app on port {app.Port}", TimeSpan.FromSeconds(60),
            async () => (await api.GetAsync("/v1.0/healthz")).Status == 204 ? api : null);
        var redis = Environment.GetEnvironmentVariable("CONTRACT_REDIS_HOST")?.Split(':');

        return new World(api, app, redis is [_, var port] ? int.Parse(port, CultureInfo.InvariantCulture) : null);
    }

    private static async Task<World> LaunchAsync(ContractApp app)
    {
        var folders = new TemporaryFolder();
        Started.Add(folders);
        var folder = folders.Path;
        var redis = await StartRedisAsync(Path.Combine(folder, "redis"));
        var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Folder = folder,
            Resources = Resources,
            AppPort = app.Port,
            Flags = redis is null ? ["--embedded"] : [],
            Environment = new Dictionary<string, string?>
            {
                ["DAPR_API_TOKEN"] = "api-secret",
                ["APP_API_TOKEN"] = ContractAnswers.AppToken,
                ["CONTRACT_REDIS_HOST"] = $"127.0.0.1:{redis?.Port ?? 0}",
                ["CONTRACT_SQLITE"] = Path.Combine(folder, "state.db"),
                ["CONTRACT_HOOK_URL"] = $"http://127.0.0.1:{app.Port}/hook",
                ["CONTRACT_NOBODY_URL"] = $"http://127.0.0.1:{Ports.Free()}/",
                ["CONTRACT_SECRET"] = "told",
            },
        });
        Started.Add(sidecar);

        return new World(sidecar.Api, app, redis?.Port);
    }

    private static async Task<RedisServer?> StartRedisAsync(string folder)
    {
        if (!RedisServer.IsInstalled)
        {
            return null;
        }

        var redis = new RedisServer(folder, Ports.Free());
        Started.Add(redis);
        await redis.StartAsync();

        return redis;
    }
}
