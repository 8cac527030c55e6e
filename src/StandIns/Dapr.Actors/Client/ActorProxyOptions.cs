using System.Text.Json;
using Dapr.Client.Http;

namespace Dapr.Actors.Client;

/// <summary>How proxies talk to the sidecar.</summary>
public class ActorProxyOptions
{
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>How values become JSON. Default: the web defaults of System.Text.Json.</summary>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _json;
        set => _json = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The token the sidecar asks for. Default <c>DAPR_API_TOKEN</c>.</summary>
    public string? DaprApiToken { get; set; } = SidecarDefaults.ApiToken();

    /// <summary>The sidecar's address. Default <c>DAPR_HTTP_ENDPOINT</c>, else port <c>DAPR_HTTP_PORT</c> or 3500 here.</summary>
    public string HttpEndpoint { get; set; } = SidecarDefaults.HttpEndpoint();

    /// <summary>The time a call may take, its wait for the actor's turn included. Above zero; default 100 s.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether typed proxies speak JSON. Default false; must be true, as this subset has no other format.</summary>
    public bool UseJsonSerialization { get; set; }
}
