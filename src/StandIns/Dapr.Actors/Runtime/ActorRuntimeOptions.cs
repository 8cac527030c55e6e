using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>Which actors this process hosts, and how.</summary>
public sealed class ActorRuntimeOptions
{
    private TimeSpan? _idleTimeout;
    private TimeSpan? _scanInterval;
    private TimeSpan? _drainTimeout;
    private int? _partitions;
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>The actor types.</summary>
    public ActorRegistrationCollection Actors { get; } = [];

    /// <summary>How long an actor is kept after its last call began. Above zero; default 60 min.</summary>
    public TimeSpan? ActorIdleTimeout
    {
        get => _idleTimeout;
        set => _idleTimeout = Positive(value);
    }

    /// <summary>How often idle actors were looked for; today's sidecars ignore it. Above zero.</summary>
    public TimeSpan? ActorScanInterval
    {
        get => _scanInterval;
        set => _scanInterval = Positive(value);
    }

    /// <summary>How long a running call may go on when its actor moves away. Above zero; default 2 s.</summary>
    public TimeSpan? DrainOngoingCallTimeout
    {
        get => _drainTimeout;
        set => _drainTimeout = Positive(value);
    }

    /// <summary>Whether to wait that long. The sidecar takes false, the default here, for "not said", which means true.</summary>
    public bool DrainRebalancedActors { get; set; }

    /// <summary>Whether calls may come back to an actor they have passed.</summary>
    public ActorReentrancyConfig ReentrancyConfig { get; set; } = new();

    /// <summary>Whether typed proxies speak JSON. Default false; must be true, as this subset has no other format.</summary>
    public bool UseJsonSerialization { get; set; }

    /// <summary>How values become JSON. Default: the web defaults of System.Text.Json.</summary>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _json;
        set => _json = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The token the sidecar asks for. Default <c>DAPR_API_TOKEN</c>.</summary>
    public string? DaprApiToken { get; set; } = "";

    /// <summary>Into how many parts old sidecars split reminders. 0 or more.</summary>
    public int? RemindersStoragePartitions
    {
        get => _partitions;
        set => _partitions = value is not < 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "must not be negative");
    }

    /// <summary>The sidecar's address. Default <c>DAPR_HTTP_ENDPOINT</c>, else port <c>DAPR_HTTP_PORT</c> or 3500 here.</summary>
    public string? HttpEndpoint { get; set; }

    private static TimeSpan? Positive(TimeSpan? value, [CallerMemberName] string name = "") =>
        value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "must be above zero");
}
