using System.Collections.Concurrent;
using JobWorker.Host.Hosting;

namespace JobWorker.Host.Cluster;

/// <summary>What the watches tell of the cluster. Written by the watcher, read by intake and readiness.</summary>
internal sealed class ClusterState
{
    private const string NotYet = "The API server has not been reached yet.";

    private readonly ConcurrentDictionary<string, string?> _troubles = [];
    private volatile int _liveJobs;

    /// <summary>What is wrong, for people; none when all is well, or when nobody here watches.</summary>
    public string? Trouble => _troubles.Values.FirstOrDefault(t => t is not null);

    /// <summary>Whether this process runs the watches.</summary>
    public bool IsWatched => !_troubles.IsEmpty;

    /// <summary>Kubernetes Jobs of ours that have not ended; 0 where nobody here watches.</summary>
    public int LiveJobs
    {
        get => _liveJobs;
        set => HostMetrics.LiveJobs.Set(_liveJobs = value);
    }

    /// <summary>The watches begin, and know nothing yet.</summary>
    public void Watch() => (_troubles["Jobs"], _troubles["Pods"]) = (NotYet, NotYet);

    /// <summary>The watches have ended.</summary>
    public void Rest()
    {
        _troubles.Clear();
        LiveJobs = 0;
    }

    /// <summary>All objects of this kind have been listed.</summary>
    public void Reached(string kind) => _troubles[kind] = null;

    /// <summary>The API server does not answer.</summary>
    public void Lost(string kind, string trouble) => _troubles[kind] = $"{kind}: {trouble}";
}
