using System.Text.Json.Nodes;
using System.Threading.Channels;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers;

/// <summary>Gives each namespace its default service account, and empties those that are deleted.</summary>
internal sealed class NamespaceController(Store store, Gatekeeper gatekeeper, Deleter deleter) : BackgroundService
{
    private readonly ChannelReader<Change> feed = store.Subscribe();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in feed.ReadAllAsync(stoppingToken))
        {
            if (change.Now.Type == ResourceType.Namespaces)
            {
                Handle(change);
            }
            else if (change.IsDeletion && store.Find(ResourceType.Namespaces, "", change.Now.Namespace) is { } ns
                && ns.Tree.IsBeingDeleted())
            {
                FinishWhenEmpty(ns);
            }
        }
    }

    private void Handle(Change change)
    {
        if (change.Kind == ChangeKind.Added)
        {
            store.Create(ResourceType.ServiceAccounts, gatekeeper.Admit(
                ResourceType.ServiceAccounts,
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } },
                change.Now.Name));
        }
        else if (!change.IsDeletion && change.Now.Tree.IsBeingDeleted())
        {
            foreach (var obj in ContentsOf(change.Now.Name).ToList())
            {
                deleter.Delete(obj.Type, obj.Namespace, obj.Name, new(Propagation.Background));
            }

            FinishWhenEmpty(change.Now);
        }
    }

    private void FinishWhenEmpty(StoredObject ns)
    {
        if (!ContentsOf(ns.Name).Any())
        {
            store.Update(ResourceType.Namespaces, "", ns.Name, tree =>
            {
                tree.Child("spec")["finalizers"] = new JsonArray();
                return tree.IsBeingDeleted();
            });
        }
    }

    private IEnumerable<StoredObject> ContentsOf(string ns) =>
        ResourceType.All.Where(type => type.Namespaced)
            .SelectMany(type => store.List(type).Objects.Values)
            .Where(obj => obj.Namespace == ns);
}
