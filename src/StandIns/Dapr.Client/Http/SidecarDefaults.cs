namespace Dapr.Client.Http;

/// <summary>Where the sidecar is when nobody says so: configuration first, then environment variables.</summary>
internal static class SidecarDefaults
{
    /// <summary>The address of the sidecar's HTTP API.</summary>
    /// <param name="configuration">Looked up before the environment; keys are the variables' names.</param>
    public static string HttpEndpoint(Func<string, string?>? configuration = null) =>
        Find("DAPR_HTTP_ENDPOINT", configuration)
        ?? $"http://127.0.0.1:{Find("DAPR_HTTP_PORT", configuration) ?? "3500"}";

    /// <summary>The token the sidecar asks for; none when it asks for none.</summary>
    /// <param name="configuration">Looked up before the environment.</param>
    public static string? ApiToken(Func<string, string?>? configuration = null) => Find("DAPR_API_TOKEN", configuration);

    private static string? Find(string name, Func<string, string?>? configuration)
    {
        var value = configuration?.Invoke(name);
        value = string.IsNullOrWhiteSpace(value) ? Environment.GetEnvironmentVariable(name) : value;
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }
}
