using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers;

/// <summary>Writes <c>Event</c> objects about other objects, and keeps the newest 10,000.</summary>
internal sealed class EventRecorder(Store store, Gatekeeper gatekeeper, TimeProvider clock)
{
    private const int Kept = 10_000;

    private readonly Queue<(string Namespace, string Name)> written = new();

    public void Normal(JsonObject about, string reason, string message) => Record(about, "Normal", reason, message);

    public void Warn(JsonObject about, string reason, string message) => Record(about, "Warning", reason, message);

    private void Record(JsonObject about, string type, string reason, string message)
    {
        var ns = about.Namespace();
        if (store.Find(ResourceType.Namespaces, "", ns) is not { } found || found.Tree.IsBeingDeleted())
        {
            return;
        }

        var now = clock.GetUtcNow().ToTime();
        var name = Names.Generate($"{about.Name()}.");
        var made = store.Create(ResourceType.Events, gatekeeper.Admit(ResourceType.Events, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["involvedObject"] = new JsonObject
            {
                ["kind"] = about.Text("kind"),
                ["namespace"] = ns,
                ["name"] = about.Name(),
                ["uid"] = about.Uid(),
                ["apiVersion"] = about.Text("apiVersion"),
                ["resourceVersion"] = about.Text("metadata", "resourceVersion"),
            },
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = about.Text("kind") == "Job" ? "job-controller" : "kubelet" },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
        }, ns));
        if (made is not null)
        {
            Forget(ns, name);
        }
    }

    private void Forget(string ns, string name)
    {
        (string Namespace, string Name) oldest;
        lock (written)
        {
            written.Enqueue((ns, name));
            if (written.Count <= Kept)
            {
                return;
            }

            oldest = written.Dequeue();
        }

        store.Update(ResourceType.Events, oldest.Namespace, oldest.Name, tree =>
        {
            tree.Metadata()["deletionTimestamp"] = clock.GetUtcNow().ToTime();
            return true;
        });
    }
}
