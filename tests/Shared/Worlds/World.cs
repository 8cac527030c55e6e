using System.Globalization;
using JobWorker.Testing.Redis;

namespace JobWorker.Testing.Worlds;

/// <summary>Worker, sidecar, cluster and perhaps Redis as processes, on ports and in a folder of their own.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(40);

    private readonly WorldOptions _options;
    private readonly WorldFiles _files;
    private readonly List<ServerProcess> _processes = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private World(WorldOptions options)
    {
        _options = options;
        _files = new WorldFiles(options.ComponentsFolder);
        Replicas = [.. Enumerable.Range(1, options.Replicas).Select(i => new Replica($"worker-{i}", _http))];
        ClusterApi = new ClusterApi(_http, ClusterPort);
        Redis = options.Redis ? new RedisServer(_files.Folder("redis"), Ports.Free()) : null;
    }

    public int ClusterPort { get; } = Ports.Free();

    public int ReceiverPort { get; } = Ports.Free();

    /// <summary>Every pair of worker and sidecar; most worlds have one.</summary>
    public IReadOnlyList<Replica> Replicas { get; }

    public int SidecarPort => Replicas[0].SidecarPort;

    /// <summary>The public API of the first worker.</summary>
    public WorkerApi Api => Replicas[0].Api;

    public ClusterApi ClusterApi { get; }

    /// <summary>The world's own Redis; none where the sidecar has it embedded.</summary>
    public RedisServer? Redis { get; }

    public ServerProcess? Worker => Replicas[0].Worker;

    public ServerProcess? Sidecar => Replicas[0].Sidecar;

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

            foreach (var replica in world.Replicas)
            {
                world.StartSidecar(replica);
                world.StartWorker(replica);
                await world.WaitForWorkerAsync(replica, ready: options.StartCluster);
            }

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

    public void StartSidecar() => StartSidecar(Replicas[0]);

    public void StartSidecar(Replica replica)
    {
        string[] embedded = Redis is null ? ["--embedded"] : [];
        replica.Sidecar = Run($"sidecar of {replica.Name}", WorldSettings.Sidecar(Redis?.Port), "JobWorker.DevSidecar",
        [
            "--app-id", "jobworker", "--app-port", Text(replica.WorkerPort), "--dapr-http-port", Text(replica.SidecarPort),
            "--resources-path", _files.Components(replica.WorkerPort, _options),
            "--data-path", _files.Folder("dapr"), "--log-level", "warn",
            "--enable-app-health-check", "--app-health-check-path", "/healthz", "--app-health-probe-interval", "1", .. embedded,
            .. _options.SidecarFlags,
        ]);
    }

    public void StartWorker() => StartWorker(Replicas[0]);

    public void StartWorker(Replica replica)
    {
        var settings = WorldSettings.Worker(replica, Kubeconfig);
        settings["TMPDIR"] = _files.Folder("tmp");
        foreach (var (key, value) in _options.Worker)
        {
            settings[key] = value;
        }

        replica.Worker = Run(replica.Name, settings, "JobWorker.Host");
    }

    /// <summary>Waits until the worker answers, or, if <paramref name="ready"/>, until it says that it can work.</summary>
    public Task WaitForWorkerAsync(bool ready = true) => WaitForWorkerAsync(Replicas[0], ready);

    public Task WaitForWorkerAsync(Replica replica, bool ready = true) => WaitAsync(
        ready ? $"{replica.Name} to be ready" : $"{replica.Name} to answer", StartTimeout, async () =>
        {
            var (status, _) = await replica.Api.GetAsync(ready ? "/readyz" : "/livez");
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
        foreach (var (key, value) in _options.Environment)
        {
            environment.TryAdd(key, value);
        }

        // A folder of its own: a web host watches all that is below the one it starts in.
        var folder = _files.Folder(name.Replace(' ', '-'));
        var process = ServerProcess.Start(name, folder, environment, "dotnet", [Program(program), .. args]);
        _processes.Add(process);

        return process;
    }

    private string Program(string name) => _options.Binaries is { } folder
        ? Path.Combine(folder, name, Repository.Configuration, $"{name}.dll")
        : Repository.Program(name);

    private string Describe() => string.Join('\n', _processes.Select(p =>
        $"--- {p.Name} ({(p.HasEnded ? "ended" : "running")})\n{p.Output}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
