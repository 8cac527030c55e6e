using System.Text.Json.Nodes;
using System.Threading.Channels;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers;

/// <summary>Sees to it that owned objects follow their owners, in the way the deletion asked for.</summary>
internal sealed class GarbageCollector(Store store, Deleter deleter) : BackgroundService
{
    private readonly ChannelReader<Change> feed = store.Subscribe();

    /// <summary>By the owner's uid: what it owns, or says it does.</summary>
    private readonly Dictionary<string, Dictionary<string, StoredObject>> dependents = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in feed.ReadAllAsync(stoppingToken))
        {
            Index(change);
            if (change.IsDeletion)
            {
                OwnerHasGone(change.Now);
            }
            else if (change.Now.Tree.IsBeingDeleted())
            {
                OwnerIsGoing(change.Now);
            }
            else if (change.Kind == ChangeKind.Added && change.Now.Tree.Owners().Any())
            {
                DeleteWithoutOwner(change.Now);
            }
        }
    }

    private void Index(Change change)
    {
        foreach (var uid in OwnerUids(change.Before))
        {
            if (dependents.TryGetValue(uid, out var owned) && owned.Remove(change.Now.Tree.Uid()) && owned.Count == 0)
            {
                dependents.Remove(uid);
            }
        }

        foreach (var uid in change.IsDeletion ? [] : OwnerUids(change.Now))
        {
            if (!dependents.TryGetValue(uid, out var owned))
            {
                dependents[uid] = owned = [];
            }

            owned[change.Now.Tree.Uid()] = change.Now;
        }
    }

    private void OwnerHasGone(StoredObject owner)
    {
        foreach (var dependent in DependentsOf(owner))
        {
            DeleteWithoutOwner(dependent);
        }

        foreach (var reference in owner.Tree.Owners())
        {
            if (OwnerOf(owner, reference) is { } waiting && waiting.Tree.HasFinalizer(Meta.Foreground))
            {
                OwnerIsGoing(waiting);
            }
        }
    }

    private void OwnerIsGoing(StoredObject owner)
    {
        if (owner.Tree.HasFinalizer(Meta.Orphan))
        {
            DependentsOf(owner).ForEach(dependent => Release(dependent, owner));
            RemoveFinalizer(owner, Meta.Orphan);
        }
        else if (owner.Tree.HasFinalizer(Meta.Foreground))
        {
            var owned = DependentsOf(owner);
            owned.Where(dependent => !dependent.Tree.IsBeingDeleted()).ToList().ForEach(Delete);
            if (owned.Count == 0)
            {
                RemoveFinalizer(owner, Meta.Foreground);
            }
        }
    }

    private void DeleteWithoutOwner(StoredObject dependent)
    {
        if (dependent.Tree.Owners().All(reference => IsAbsent(dependent, reference)))
        {
            Delete(dependent);
        }
    }

    private void Delete(StoredObject obj) =>
        deleter.Delete(obj.Type, obj.Namespace, obj.Name, new(Propagation.Background));

    private void Release(StoredObject dependent, StoredObject owner) =>
        store.Update(dependent.Type, dependent.Namespace, dependent.Name, tree =>
        {
            var others = tree.Owners().Where(reference => reference.Text("uid") != owner.Tree.Uid())
                .Select(reference => (JsonNode)reference.Clone()).ToJson();
            tree.Metadata().Remove("ownerReferences");
            if (others.Count > 0)
            {
                tree.Metadata()["ownerReferences"] = others;
            }

            return true;
        });

    private void RemoveFinalizer(StoredObject obj, string finalizer) =>
        store.Update(obj.Type, obj.Namespace, obj.Name, tree =>
        {
            tree.SetFinalizers(tree.Finalizers().Where(name => name != finalizer).ToList());
            return tree.Uid() == obj.Tree.Uid();
        });

    private List<StoredObject> DependentsOf(StoredObject owner) =>
        dependents.TryGetValue(owner.Tree.Uid(), out var owned) ? [.. owned.Values] : [];

    private static IEnumerable<string> OwnerUids(StoredObject? obj) =>
        obj?.Tree.Owners().Select(owner => owner.Text("uid")).OfType<string>() ?? [];

    /// <summary>Owners of kinds that are not served here are taken on trust.</summary>
    private bool IsAbsent(StoredObject dependent, JsonObject reference) =>
        ResourceType.ByKind(reference.Text("apiVersion"), reference.Text("kind")) is not null
        && OwnerOf(dependent, reference) is null;

    private StoredObject? OwnerOf(StoredObject dependent, JsonObject reference) =>
        ResourceType.ByKind(reference.Text("apiVersion"), reference.Text("kind")) is { } type
        && store.Find(type, type.Namespaced ? dependent.Namespace : "", reference.Text("name") ?? "") is { } owner
        && owner.Tree.Uid() == reference.Text("uid")
            ? owner
            : null;
}
