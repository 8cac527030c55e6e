using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run.Sidecars;

/// <summary>An app of the run file as the arguments of its sidecar.</summary>
internal static class SidecarArguments
{
    /// <param name="app">The app, ports filled in.</param>
    /// <param name="dataPath">Where the sidecar keeps what outlives it.</param>
    /// <param name="embeddedRedis">The embedded server's <c>host:port</c>; none without one.</param>
    public static IReadOnlyList<string> For(RunApp app, string dataPath, string? embeddedRedis) =>
    [
        .. from row in RunFields.OfApp.Concat(RunFields.Shared).OrderBy(row => row.Value, StringComparer.Ordinal)
           where row.Value.Length > 0
           from word in Words(row.Value, app.Get(row.Key))
           select word,
        .. app.ResourcesPaths.SelectMany(path => new[] { "--resources-path", path }),
        "--data-path", dataPath,
        .. embeddedRedis is null ? Array.Empty<string>() : ["--embedded", "--embedded-redis", embeddedRedis],
    ];

    /// <summary>A switch stands alone when it is on and is left out when it is off.</summary>
    private static string[] Words(string flag, string value) => value.ToUpperInvariant() switch
    {
        "" or "FALSE" => [],
        "TRUE" => [flag],
        _ => [flag, value],
    };

    /// <summary>The run file's environment for the sidecar itself, beneath the runner's own: what component files refer to by <c>envRef</c>.</summary>
    public static IReadOnlyDictionary<string, string> Defaults(RunApp app) => app.Env
        .Where(e => System.Environment.GetEnvironmentVariable(e.Key) is null)
        .ToDictionary(e => e.Key, e => e.Value);

    /// <summary>What the Dapr CLI tells an app of its sidecar, and what the run file adds.</summary>
    public static IReadOnlyDictionary<string, string> Environment(RunApp app)
    {
        var env = new Dictionary<string, string>
        {
            ["APP_ID"] = app.Id,
            ["APP_CHANNEL_ADDRESS"] = app.Get("appChannelAddress", "127.0.0.1"),
            ["APP_PROTOCOL"] = app.Get("appProtocol", "http"),
            ["DAPR_HTTP_PORT"] = app.Get("daprHTTPPort"),
            ["DAPR_GRPC_PORT"] = app.Get("daprGRPCPort"),
            ["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{app.Get("daprHTTPPort")}",
        };
        foreach (var (name, key) in ((string, string)[])[("APP_PORT", "appPort"), ("DAPR_METRICS_PORT", "metricsPort")])
        {
            if (app.Get(key) is { Length: > 0 } port)
            {
                env[name] = port;
            }
        }

        foreach (var (name, value) in app.Env)
        {
            env[name] = value;
        }

        return env;
    }
}
