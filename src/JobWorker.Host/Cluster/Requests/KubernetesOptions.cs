using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Manifests;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>How the API server is used. Section <c>Kubernetes</c>; read once, at start.</summary>
internal sealed class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>Requests a second, watches apart, over time. 1 to 10,000; default 1,000.</summary>
    [Range(1, 10_000)]
    public int Qps { get; init; } = 1000;

    /// <summary>Requests at once after a quiet time. 1 to 20,000; default 2,000.</summary>
    [Range(1, 20_000)]
    public int Burst { get; init; } = 2000;

    /// <summary>Requests under way at a time, watches apart. 1 to 1,000; default 128.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; init; } = 128;

    /// <summary>
    /// Keeps a finished Job until its outcome is recorded and told. Default true; without it a reminder holds every job.
    /// </summary>
    public bool Finalizer { get; init; } = true;

    /// <summary>Never puts two of our GPU Jobs on one node. Default false.</summary>
    public bool OneGpuJobPerNode { get; init; }

    /// <summary>What manifests need of it.</summary>
    public ManifestOptions Manifest => new(Finalizer, OneGpuJobPerNode);
}
