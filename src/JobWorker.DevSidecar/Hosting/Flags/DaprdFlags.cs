using System.Collections.Frozen;

namespace JobWorker.DevSidecar.Hosting.Flags;

/// <summary>Flags of daprd 1.18 that mean nothing here: accepted, with a warning.</summary>
internal static class DaprdFlags
{
    /// <summary>What follows a flag.</summary>
    internal enum Shape
    {
        Unknown,

        /// <summary>A value, always.</summary>
        Value,

        /// <summary>Nothing, or <c>true</c> or <c>false</c>.</summary>
        Switch,
    }

    private static readonly FrozenSet<string> Values = new[]
    {
        "mode", "dapr-public-port", "dapr-public-listen-address", "dapr-internal-grpc-port", "dapr-internal-grpc-listen-address",
        "profile-port", "control-plane-address", "sentry-address", "control-plane-trust-domain", "control-plane-namespace",
        "sentry-request-jwt-audiences", "allowed-origins", "dapr-http-read-buffer-size", "read-buffer-size", "unix-domain-socket",
        "placement-host-address", "scheduler-host-address", "scheduler-job-streams", "actors-service", "reminders-service",
        "metrics-port", "metrics-listen-address",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Switches = new[]
    {
        "enable-profiling", "enable-mtls", "app-ssl", "disable-builtin-k8s-secret-store", "log-as-json", "enable-metrics", "wait",
        "build-info", "version",
    }.ToFrozenSet();

    public static Shape Find(string name) =>
        Values.Contains(name) ? Shape.Value : Switches.Contains(name) ? Shape.Switch : Shape.Unknown;
}
