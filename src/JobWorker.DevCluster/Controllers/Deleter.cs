using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers;

/// <summary>What becomes of the objects an object owns.</summary>
internal enum Propagation
{
    /// <summary>They go after it.</summary>
    Background,

    /// <summary>It stays, marked, until they are gone.</summary>
    Foreground,

    /// <summary>They stay, without owner.</summary>
    Orphan,
}

/// <summary>The wishes that come with a deletion.</summary>
/// <param name="Propagation">What becomes of owned objects.</param>
/// <param name="GraceSeconds">For pods; none: as the pod says. 0 removes at once.</param>
/// <param name="Uid">The deletion is of this object only, not of a later one of the same name.</param>
/// <param name="Version">The deletion is of this version only.</param>
internal sealed record DeleteOptions(
    Propagation Propagation, long? GraceSeconds = null, string? Uid = null, string? Version = null);

/// <summary>Deletes: marks an object, and removes it when nothing has to happen first.</summary>
internal sealed class Deleter(Store store, TimeProvider clock)
{
    /// <summary>Marks or removes the object.</summary>
    /// <returns>The object, and whether it is still there; none when there was no such object.</returns>
    /// <exception cref="ApiException">409: the preconditions are not met.</exception>
    public (StoredObject Object, bool Remains)? Delete(ResourceType type, string ns, string name, DeleteOptions options)
    {
        var result = store.Update(type, ns, name, tree =>
        {
            CheckPreconditions(type, tree, options);
            Mark(type, tree, options);
            return true;
        });

        return result is null ? null : (result, !result.Tree.MayGo());
    }

    private void Mark(ResourceType type, JsonObject tree, DeleteOptions options)
    {
        var meta = tree.Metadata();
        var grace = type == ResourceType.Pods ? GraceOf(tree, options) : null;
        if (!tree.IsBeingDeleted())
        {
            meta["deletionTimestamp"] = clock.GetUtcNow().AddSeconds(grace ?? 0).ToTime();
            if (options.Propagation != Propagation.Background)
            {
                tree.SetFinalizers(tree.Finalizers().Append(
                    options.Propagation == Propagation.Foreground ? Meta.Foreground : Meta.Orphan));
            }
        }

        var running = tree.Number("metadata", "deletionGracePeriodSeconds");
        if (grace is { } seconds && (running is null || seconds < running))
        {
            meta["deletionGracePeriodSeconds"] = seconds;
        }

        if (type == ResourceType.Namespaces)
        {
            tree.Child("status")["phase"] = "Terminating";
        }
    }

    /// <summary>A pod that has ended, or never reached a node, has nothing left to be graceful to.</summary>
    private static long? GraceOf(JsonObject pod, DeleteOptions options) =>
        pod.Text("status", "phase") is "Succeeded" or "Failed" || pod.Text("spec", "nodeName") is null
            ? 0
            : options.GraceSeconds ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 30;

    private static void CheckPreconditions(ResourceType type, JsonObject tree, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != tree.Uid())
        {
            throw ApiException.Conflict(
                type, tree.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {tree.Uid()}");
        }

        if (options.Version is { } version && version != tree.Text("metadata", "resourceVersion"))
        {
            throw ApiException.Conflict(
                type, tree.Name(), $"Precondition failed: ResourceVersion in precondition: {version}, "
                + $"ResourceVersion in object meta: {tree.Text("metadata", "resourceVersion")}");
        }
    }
}
