using System.Text.Json;
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dapr.Actors.Runtime;

/// <summary>What a test of an actor may replace.</summary>
public sealed class ActorTestOptions
{
    /// <summary>Which actor. Default: an id nobody has.</summary>
    public ActorId ActorId { get; set; } = ActorId.CreateRandom();

    /// <summary>Makes loggers. Default: silent ones.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>How values become JSON. Default: the web defaults of System.Text.Json.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; set; } = new(JsonSerializerDefaults.Web);

    /// <summary>Makes proxies of other actors. Default: real ones, for the sidecar that environment variables name.</summary>
    public IActorProxyFactory ProxyFactory { get; set; } = ActorProxy.DefaultProxyFactory;

    /// <summary>Sets and ends reminders and timers. Default: through the sidecar that environment variables name.</summary>
    public ActorTimerManager TimerManager { get; set; } = SidecarTimerManager.FromEnvironment();
}
