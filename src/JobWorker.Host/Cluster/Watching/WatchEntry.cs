using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>What the book holds of one Kubernetes Job: a few words, whatever the size of the object.</summary>
internal sealed class WatchEntry
{
    /// <summary>The message; none before the Job itself was seen.</summary>
    public string? Id { get; set; }

    public JobRef? Ref { get; set; }

    public PodSight Pods { get; set; } = PodSight.None;

    /// <summary>How much of it has been told.</summary>
    public Stage Told { get; set; }

    /// <summary>When the outcome was told, UTC.</summary>
    public DateTimeOffset ToldAt { get; set; }

    /// <summary>It has neither ended nor is it going.</summary>
    public bool Lives { get; set; }

    /// <summary>It is on its way out, so nothing can be put back.</summary>
    public bool Goes { get; set; }

    /// <summary>Kept from starting on purpose.</summary>
    public bool Suspended { get; set; }

    /// <summary>Our finalizer holds it.</summary>
    public bool Held { get; set; }

    /// <summary>What makes it ours was taken off.</summary>
    public bool Torn { get; set; }

    /// <summary>A pod of it was seen.</summary>
    public bool HasPods { get; set; }

    /// <summary>Since when it may start, by our clock, UTC.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>The reason last told that keeps it from starting.</summary>
    public string? Stuck { get; set; }

    /// <summary>A pod that was given up while its containers may still run; none while there is none.</summary>
    public PodRef? GivenUp { get; set; }

    /// <summary>Takes in a pod that was given up, or has come to its end.</summary>
    /// <returns>The pod in whose place <paramref name="pod"/> runs, where both may run; none otherwise.</returns>
    public PodRef? Overlap(V1Pod pod, bool deleted)
    {
        var me = PodSight.RefOf(pod);
        var going = deleted || pod.Metadata.DeletionTimestamp is not null;
        if (going && ContainerStates.MayRun(pod))
        {
            GivenUp = me;
        }
        else if (GivenUp?.Uid == me.Uid)
        {
            GivenUp = null;
        }
        else if (!going && GivenUp is { } lost && ContainerStates.HaveRun(pod))
        {
            GivenUp = null;

            return lost;
        }

        return null;
    }
}

/// <summary>What a job has been told of its Kubernetes Job.</summary>
internal enum Stage
{
    Nothing,
    Seen,
    Started,
    Ended,
}
