using System.Collections.Frozen;

namespace JobWorker.DevSidecar.Run.Template;

/// <summary>The single-valued fields of a run file, each with the sidecar's flag it becomes. One row a field.</summary>
internal static class RunFields
{
    /// <summary>Fields an app and <c>common</c> may have. An empty flag: read, but not the sidecar's business.</summary>
    public static readonly FrozenDictionary<string, string> Shared = new Dictionary<string, string>
    {
        ["appProtocol"] = "--app-protocol",
        ["configFilePath"] = "--config",
        ["apiListenAddresses"] = "--dapr-listen-addresses",
        ["enableProfiling"] = "--enable-profiling",
        ["logLevel"] = "--log-level",
        ["appMaxConcurrency"] = "--app-max-concurrency",
        ["placementHostAddress"] = "--placement-host-address",
        ["schedulerHostAddress"] = "--scheduler-host-address",
        ["appSSL"] = "--app-ssl",
        ["maxBodySize"] = "--max-body-size",
        ["readBufferSize"] = "--read-buffer-size",
        ["enableAppHealthCheck"] = "--enable-app-health-check",
        ["appHealthCheckPath"] = "--app-health-check-path",
        ["appHealthProbeInterval"] = "--app-health-probe-interval",
        ["appHealthProbeTimeout"] = "--app-health-probe-timeout",
        ["appHealthThreshold"] = "--app-health-threshold",
        ["enableApiLogging"] = "--enable-api-logging",
        ["runtimePath"] = "",
        ["appLogDestination"] = "",
        ["daprdLogDestination"] = "",
        ["containerImage"] = "",
        ["containerImagePullPolicy"] = "",
        ["createService"] = "",
    }.ToFrozenDictionary();

    /// <summary>Fields only an app may have.</summary>
    public static readonly FrozenDictionary<string, string> OfApp = new Dictionary<string, string>
    {
        ["appID"] = "--app-id",
        ["appDirPath"] = "",
        ["appPort"] = "--app-port",
        ["appChannelAddress"] = "--app-channel-address",
        ["daprHTTPPort"] = "--dapr-http-port",
        ["daprGRPCPort"] = "--dapr-grpc-port",
        ["daprInternalGRPCPort"] = "--dapr-internal-grpc-port",
        ["metricsPort"] = "--metrics-port",
        ["profilePort"] = "--profile-port",
        ["unixDomainSocket"] = "--unix-domain-socket",
    }.ToFrozenDictionary();

    /// <summary>Fields that are ports.</summary>
    public static readonly IReadOnlyList<string> Ports =
        ["appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort", "metricsPort", "profilePort"];

    /// <summary>Fields that are paths of files or folders.</summary>
    public static readonly IReadOnlyList<string> Paths = ["configFilePath", "runtimePath"];

    /// <summary>Fields that say where logs go.</summary>
    public static readonly IReadOnlyList<string> LogDestinations = ["appLogDestination", "daprdLogDestination"];
}
