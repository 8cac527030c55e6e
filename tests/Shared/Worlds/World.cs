using System.Globalization;
using JobWorker.Testing.Redis;

namespace JobWorker.Testing.Worlds;

/// <summary>Worker, sidecar, cluster and perhaps Redis as processes, on ports and in a folder of their own.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(40);

    private readonly WorldOptions _options;
    private readonly WorldFiles _files = new();
    private readonly List<ServerProcess> _processes = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private World(WorldOptions options)
    {
        _options = options;
        Api = new WorkerApi(_http, PublicPort);
        ClusterApi = new ClusterApi(_http, ClusterPort);
        Redis = options.Redis ? new RedisServer(_files.Folder("redis"), Ports.Free()) : null;
    }

    public int PublicPort { get; } = Ports.Free();

    public int WorkerPort { get; } = Ports.Free();

    public int SidecarPort { get; } = Ports.Free();

    public int ClusterPort { get; } = Ports.Free();

    public int ReceiverPort { get; } = Ports.Free();

    public WorkerApi Api { get; }

    public ClusterApi ClusterApi { get; }

    /// <summary>The world's own Redis; none where the sidecar has it embedded.</summary>
    public RedisServer? Redis { get; }

    public ServerProcess? Worker { get; private set; }

    public ServerProcess? Sidecar { get; private set; }

    public ServerProcess? Cluster { get; private set; }

    public Receiver? Receiver { get; private set; }

    /// <summary>The kubeconfig the worker uses.</summary>
    public string Kubeconfig => _options.Kubeconfig ?? _files.Kubeconfig(ClusterPort);

    /// <summary>A world in which everything answers.</summary>
    public static async Task<World> StartAsync(WorldOptions options)
    {
        var world = new World(options);
        try
        {
            if (world.Redis is { } redis)
            {
                await redis.StartAsync();
            }

            if (options is { StartCluster: true, Kubeconfig: null })
            {
                await world.StartClusterAsync();
            }

            world.StartSidecar();
            world.StartWorker();
            await world.WaitForWorkerAsync(ready: options.StartCluster);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async Task StartClusterAsync()
    {
        Cluster = Run("cluster", new Dictionary<string, string?>(), "JobWorker.DevCluster",
            "--port", Text(ClusterPort), "--max-pods", Text(_options.MaxPods));
        await WaitAsync("the cluster to answer", StartTimeout, async () => await ClusterApi.AnswersAsync() ? this : null);
    }

    public void StartSidecar()
    {
        string[] embedded = Redis is null ? ["--embedded"] : [];
        Sidecar = Run("sidecar", WorldSettings.Sidecar(Redis?.Port), "JobWorker.DevSidecar",
        [
            "--app-id", "jobworker", "--app-port", Text(WorkerPort), "--dapr-http-port", Text(SidecarPort),
            "--resources-path", _files.Components(WorkerPort), "--data-path", _files.Folder("dapr"), "--log-level", "warn",
            "--enable-app-health-check", "--app-health-check-path", "/healthz", .. embedded,
        ]);
    }

    public void StartWorker()
    {
        var settings = WorldSettings.Worker(this, Kubeconfig);
        foreach (var (key, value) in _options.Worker)
        {
            settings[key] = value;
        }

        Worker = Run("worker", settings, "JobWorker.Host");
    }

    /// <summary>Waits until the worker answers, or, if <paramref name="ready"/>, until it says that it can work.</summary>
    public Task WaitForWorkerAsync(bool ready = true) => WaitAsync(
        ready ? "the worker to be ready" : "the worker to answer", StartTimeout, async () =>
        {
            var (status, _) = await Api.GetAsync(ready ? "/readyz" : "/livez");
            return status == 200 ? this : null;
        });

    public async Task StartReceiverAsync() => Receiver = await Receiver.StartAsync(ReceiverPort);

    /// <summary>Waits for <paramref name="probe"/> to answer something; tells what the processes said when it does not.</summary>
    public Task<T> WaitAsync<T>(string what, TimeSpan within, Func<Task<T?>> probe)
        where T : class => Until.IsAsync(what, within, probe, Describe);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        if (Receiver is not null)
        {
            await Receiver.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        _http.Dispose();
        _files.Dispose();
    }

    private ServerProcess Run(
        string name, Dictionary<string, string?> environment, string program, params IEnumerable<string> args)
    {
        var process = ServerProcess.Start(name, _files.Root, environment, "dotnet", [Repository.Program(program), .. args]);
        _processes.Add(process);

        return process;
    }

    private string Describe() => string.Join('\n', _processes.Select(p =>
        $"--- {p.Name} ({(p.HasEnded ? "ended" : "running")})\n{p.Output}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
