using System.Collections.Concurrent;

namespace JobWorker.Host.Cluster;

/// <summary>Whether the API server can be reached, as the watches see it. Written by the watcher, read by intake and readiness.</summary>
internal sealed class ClusterState
{
    private const string NotYet = "The API server has not been reached yet.";

    private readonly ConcurrentDictionary<string, string?> _troubles = new() { ["Jobs"] = NotYet, ["Pods"] = NotYet };

    /// <summary>What is wrong, for people; none when all is well.</summary>
    public string? Trouble => _troubles.Values.FirstOrDefault(t => t is not null);

    /// <summary>All objects of this kind have been listed.</summary>
    public void Reached(string kind) => _troubles[kind] = null;

    /// <summary>The API server does not answer.</summary>
    public void Lost(string kind, string trouble) => _troubles[kind] = $"{kind}: {trouble}";
}
