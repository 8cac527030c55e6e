using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers.Jobs;

/// <summary>What has become of the pods of one Job: those that are there, and those that have counted.</summary>
/// <remarks>Counts outlive pods: deleting one that has ended takes nothing back.</remarks>
internal sealed class JobTally
{
    private readonly Dictionary<string, StoredObject> pods = [];
    private readonly HashSet<string> succeeded = [];
    private readonly HashSet<string> failed = [];
    private readonly HashSet<string> excused = [];

    public int Succeeded => succeeded.Count;

    public int Failed => failed.Count;

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow { get; private set; }

    public DateTimeOffset? LastFailure { get; private set; }

    /// <summary>Pods that run or will: not ended, and not asked to.</summary>
    public IEnumerable<StoredObject> Active => pods.Values.Where(pod => !HasEnded(pod.Tree) && !pod.Tree.IsBeingDeleted());

    /// <summary>Pods that were asked to end and have not yet.</summary>
    public IEnumerable<StoredObject> Terminating => pods.Values.Where(pod => !HasEnded(pod.Tree) && pod.Tree.IsBeingDeleted());

    public int Ready => Active.Count(pod => pod.Tree.Condition("Ready") is not null);

    /// <summary>Container restarts within active pods.</summary>
    public long Restarts =>
        Active.SelectMany(pod => pod.Tree.Items("status", "containerStatuses")).Sum(c => c.Number("restartCount") ?? 0);

    public void Observe(Change change, DateTimeOffset now)
    {
        if (change.IsDeletion)
        {
            Count(change.Now.Tree, isGone: true, now);
            pods.Remove(change.Now.Tree.Uid());
        }
        else
        {
            Observe(change.Now, now);
        }
    }

    public void Observe(StoredObject pod, DateTimeOffset now)
    {
        var uid = pod.Tree.Uid();
        if (!pods.TryGetValue(uid, out var known) || known.Version < pod.Version)
        {
            pods[uid] = pod;
            Count(pod.Tree, isGone: false, now);
        }
    }

    /// <summary>The pod will end because the Job is suspended: that is no failure.</summary>
    public void Excuse(StoredObject pod) => excused.Add(pod.Tree.Uid());

    private void Count(JsonObject pod, bool isGone, DateTimeOffset now)
    {
        var uid = pod.Uid();
        if (succeeded.Contains(uid) || failed.Contains(uid) || excused.Contains(uid))
        {
            return;
        }

        if (pod.Text("status", "phase") == "Succeeded")
        {
            succeeded.Add(uid);
            FailuresInARow = 0;
        }
        else if (isGone || pod.IsBeingDeleted() || pod.Text("status", "phase") == "Failed")
        {
            failed.Add(uid);
            FailuresInARow++;
            LastFailure = now;
        }
    }

    private static bool HasEnded(JsonObject pod) => pod.Text("status", "phase") is "Succeeded" or "Failed";
}
