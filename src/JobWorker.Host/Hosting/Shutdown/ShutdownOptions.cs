using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Hosting.Shutdown;

/// <summary>How the process ends. Section <c>Shutdown</c>; read once, at start.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>Time to finish what is under way once asked to end. 1 s to 5 min; default 20 s.</summary>
    /// <remarks>Keep the sidecar's block-shutdown-duration as long, and the pod's grace period longer.</remarks>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
