using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>What a sidecar uses of the process it is in.</summary>
/// <param name="Clock">The time.</param>
/// <param name="Logs">Makes loggers.</param>
/// <param name="Environment">Environment variables; none where one is not set.</param>
/// <param name="Types">Component types it can make.</param>
internal sealed record Surroundings(
    TimeProvider Clock, ILoggerFactory Logs, Func<string, string?> Environment,
    IReadOnlyDictionary<string, ComponentFactory> Types);
