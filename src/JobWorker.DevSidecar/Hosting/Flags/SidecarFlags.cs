using JobWorker.DevSidecar.Contrib.Redis;

namespace JobWorker.DevSidecar.Hosting.Flags;

/// <summary>What the command line says. Names and defaults are daprd's; those of faults and embedded parts are our own.</summary>
internal sealed record SidecarFlags
{
    private const int DefaultHttpPort = 3500;
    private const int DefaultGrpcPort = 50001;
    private readonly int? _grpcPort;

    /// <summary>Who the app is. Required.</summary>
    public string AppId { get; init; } = "";

    /// <summary>Where the app listens; 0 means there is no app to call.</summary>
    public int AppPort { get; init; }

    public string AppChannelAddress { get; init; } = "127.0.0.1";

    /// <summary>Where the HTTP API is; 0 lets the system choose. Default 3500.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>Where the gRPC API is; 0 lets the system choose. Default 50001, or 0 beside a chosen HTTP port.</summary>
    /// <remarks>Unlike daprd, so that sidecars that differ in their HTTP port alone do not get in each other's way.</remarks>
    public int GrpcPort
    {
        get => _grpcPort ?? (HttpPort == DefaultHttpPort ? DefaultGrpcPort : 0);
        init => _grpcPort = value;
    }

    /// <summary>Addresses to listen on. Default 127.0.0.1.</summary>
    public IReadOnlyList<string> ListenAddresses { get; init; } = ["127.0.0.1"];

    /// <summary>Folders with component files.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Configuration files.</summary>
    public IReadOnlyList<string> ConfigPaths { get; init; } = [];

    public bool AppHealthCheck { get; init; }

    public string AppHealthPath { get; init; } = "/healthz";

    /// <summary>Time between two probes. Default 5 s.</summary>
    public TimeSpan AppHealthInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time a probe may take. Default 500 ms.</summary>
    public TimeSpan AppHealthTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Failed probes in a row that make the app unhealthy. Default 3.</summary>
    public int AppHealthThreshold { get; init; } = 3;

    /// <summary>Calls to the app at a time; 0 and less mean no limit.</summary>
    public int AppMaxConcurrency { get; init; } = -1;

    /// <summary>Bytes of a request to the sidecar or of an answer from the app. Default 4 MiB.</summary>
    public long MaxBodySize { get; init; } = 4 << 20;

    /// <summary>Time for what is in flight to end. Default 5 s.</summary>
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time the API goes on answering after subscriptions have been told to stop. Default none.</summary>
    public TimeSpan BlockShutdown { get; init; }

    /// <summary>Faults may be switched on while it runs. Default false.</summary>
    public bool Faults { get; init; }

    /// <summary>Faults that are on from the start, as <c>name=when</c>.</summary>
    public IReadOnlyList<string> InitialFaults { get; init; } = [];

    /// <summary>Where the chance of faults begins; the same seed makes the same choices. Default 1.</summary>
    public int FaultSeed { get; init; } = 1;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>An embedded Redis takes the place of every <c>redisHost</c>.</summary>
    public bool Embedded { get; init; }

    /// <summary><c>host:port</c> of an embedded Redis somebody else has started.</summary>
    public string? EmbeddedRedis { get; init; }

    /// <summary>Where reminders and embedded data live. Default <c>.dapr</c>.</summary>
    public string DataPath { get; init; } = ".dapr";

    /// <summary>Time an app may take to answer whether it wants an input binding. Default 3 s.</summary>
    public TimeSpan BindingProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>First questions the app is not asked: <c>config</c>, <c>subscribe</c>.</summary>
    public IReadOnlySet<string> DisabledInitEndpoints { get; init; } = new HashSet<string>();

    /// <summary>Whether each call of the API is logged; none leaves it to the Configuration.</summary>
    public bool? ApiLogging { get; init; }

    /// <summary>Redis through which the sidecars of the app share out actors; none: through files in the data path.</summary>
    public RedisSettings? PlacementRedis { get; init; }

    /// <summary>Flags of daprd that were given and do nothing here.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Flags that were given and that daprd does not have either.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}
