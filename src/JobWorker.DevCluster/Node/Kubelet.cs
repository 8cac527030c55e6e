using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Node;

/// <summary>The one node: runs every pod as local processes, without any isolation.</summary>
internal sealed class Kubelet(Store store, NodeServices node, ILogger<Kubelet> logger) : BackgroundService
{
    private readonly ChannelReader<Change> feed = store.Subscribe();
    private readonly ConcurrentDictionary<string, (PodRunner Runner, Task Run)> pods = [];

    /// <summary>The log of the latest start of a container; none before its first.</summary>
    public ContainerLog? FindLog(string podUid, string container) =>
        pods.TryGetValue(podUid, out var pod) ? pod.Runner.FindLog(container) : null;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var (_, pod) in pods)
        {
            pod.Runner.Kill();
        }

        var ended = Task.WhenAll(pods.Values.Select(pod => pod.Run));
        await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in feed.ReadAllAsync(stoppingToken))
        {
            if (change.Now.Type == ResourceType.Pods)
            {
                Handle(change);
            }
            else if (change.Now.Type == ResourceType.ConfigMaps || change.Now.Type == ResourceType.Secrets)
            {
                node.SignalConfigChange();
            }
        }
    }

    private void Handle(Change change)
    {
        var tree = change.Now.Tree;
        if (change.IsDeletion)
        {
            if (pods.TryRemove(tree.Uid(), out var gone))
            {
                gone.Runner.Kill();
                _ = RemoveAfterAsync(gone.Runner, gone.Run);
            }
        }
        else if (tree.IsBeingDeleted())
        {
            if (pods.TryGetValue(tree.Uid(), out var pod))
            {
                pod.Runner.Stop(tree.Number("metadata", "deletionGracePeriodSeconds") ?? 30);
            }
        }
        else if (change.Kind == ChangeKind.Added && tree.Text("status", "phase") == "Pending")
        {
            Accept(tree);
        }
    }

    private void Accept(JsonObject tree)
    {
        var runner = new PodRunner(tree, node);
        pods[tree.Uid()] = (runner, Task.Run(async () =>
        {
            try
            {
                await runner.RunAsync();
            }
            catch (Exception e)
            {
                logger.PodBroke(tree.Namespace(), tree.Name(), e);
                throw;
            }
        }));
    }

    private async Task RemoveAfterAsync(PodRunner runner, Task run)
    {
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        runner.Dispose();
        node.Remove(runner.Folder);
    }
}
