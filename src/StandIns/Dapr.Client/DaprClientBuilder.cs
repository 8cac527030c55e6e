using System.Text.Json;
using Dapr.Client.Http;

namespace Dapr.Client;

/// <summary>Makes a <see cref="DaprClient"/>.</summary>
public sealed class DaprClientBuilder
{
    private string _endpoint = SidecarDefaults.HttpEndpoint();
    private string? _apiToken = SidecarDefaults.ApiToken();
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private TimeSpan _timeout = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>The sidecar's address. Default <c>DAPR_HTTP_ENDPOINT</c>, else port <c>DAPR_HTTP_PORT</c> or 3500 here.</summary>
    /// <param name="httpEndpoint">An absolute http or https URL.</param>
    public DaprClientBuilder UseHttpEndpoint(string httpEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(httpEndpoint);
        _endpoint = httpEndpoint;
        return this;
    }

    /// <summary>The token the sidecar asks for. Default <c>DAPR_API_TOKEN</c>.</summary>
    /// <param name="apiToken">The token; empty for none.</param>
    public DaprClientBuilder UseDaprApiToken(string apiToken)
    {
        _apiToken = apiToken;
        return this;
    }

    /// <summary>How values become JSON. Default: the web defaults of System.Text.Json.</summary>
    /// <param name="options">Used as they are, not copied.</param>
    public DaprClientBuilder UseJsonSerializationOptions(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _json = options;
        return this;
    }

    /// <summary>The time a call may take. Default: no limit.</summary>
    /// <param name="timeout">Above zero.</param>
    public DaprClientBuilder UseTimeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>Makes the client. Keep it for the life of the process.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is no absolute http or https URL.</exception>
    public DaprClient Build() => new DaprHttpClient(Sidecar.Connect(_endpoint, _apiToken, _timeout), _json);
}
