using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Node;

/// <summary>One pod on the node, from its arrival until its processes are gone.</summary>
internal sealed class PodRunner : IDisposable
{
    private readonly NodeServices node;
    private readonly PodStatus status;
    private readonly List<ContainerRunner> init;
    private readonly List<ContainerRunner> main;
    private readonly Lock publishing = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource killing = new();
    private TimeSpan grace;

    public PodRunner(JsonObject tree, NodeServices node)
    {
        this.node = node;
        Tree = tree;
        Folder = Path.Combine(node.Root, tree.Uid());
        status = new PodStatus(tree, node.Clock.GetUtcNow());
        init = Runners("initContainers", isInit: true);
        main = Runners("containers", isInit: false);
    }

    /// <summary>The pod as it came to the node.</summary>
    public JsonObject Tree { get; }

    /// <summary>Holds the directories and logs of its containers.</summary>
    public string Folder { get; }

    /// <summary>Cancelled once the pod is to end.</summary>
    public CancellationToken Stopping => stopping.Token;

    public bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Runs the containers and reports how they do. Never throws for what containers do.</summary>
    public async Task RunAsync()
    {
        if (!Publish())
        {
            return;
        }

        node.Events.Normal(
            Tree, "Scheduled", $"Successfully assigned {Tree.Namespace()}/{Tree.Name()} to {NodeServices.NodeName}");
        var phase = await RunContainersAsync();
        Write(tree =>
        {
            tree["status"] = status.ToJson(phase, node.Clock.GetUtcNow());
            if (IsStopping)
            {
                // The processes are gone: nothing keeps the object any more but its finalizers.
                tree.Metadata()["deletionGracePeriodSeconds"] = 0;
            }
        });
    }

    /// <summary>Asks the processes to end, and makes them after <paramref name="seconds"/>.</summary>
    public void Stop(long seconds)
    {
        grace = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue / 1000));
        stopping.Cancel();
    }

    /// <summary>Makes the processes end now.</summary>
    public void Kill()
    {
        stopping.Cancel();
        killing.Cancel();
    }

    public void Dispose()
    {
        stopping.Dispose();
        killing.Dispose();
    }

    public ContainerLog? FindLog(string container) =>
        Names("containers").Zip(main).Concat(Names("initContainers").Zip(init))
            .FirstOrDefault(pair => pair.First == container).Second?.Log;

    /// <summary>Writes the status to the API. False: the pod is no longer there.</summary>
    public bool Publish() => Write(tree =>
    {
        tree.Child("spec")["nodeName"] = NodeServices.NodeName;
        tree["status"] = status.ToJson(phase: null, node.Clock.GetUtcNow());
    });

    /// <summary>Waits for a process; once the pod is to end, sees to it that the process does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> SuperviseAsync(LocalProcess process)
    {
        var exit = process.ExitAsync();
        await Task.WhenAny(exit, WhenCancelled(Stopping));
        if (!exit.IsCompleted)
        {
            process.Signal(LocalProcess.Term);
            await Task.WhenAny(exit, WhenCancelled(killing.Token), Task.Delay(grace, node.Clock, CancellationToken.None));
        }

        if (!exit.IsCompleted)
        {
            process.Signal(LocalProcess.Kill);
        }

        return await exit;
    }

    private async Task<string> RunContainersAsync()
    {
        try
        {
            var policy = Tree.Text("spec", "restartPolicy") ?? "Always";
            foreach (var container in init)
            {
                if (await container.RunAsync(policy == "Never" ? "Never" : "OnFailure") != 0)
                {
                    return "Failed";
                }

                Publish();
            }

            var exitCodes = await Task.WhenAll(main.Select(container => container.RunAsync(policy)));

            return exitCodes.All(code => code == 0) ? "Succeeded" : "Failed";
        }
        catch (OperationCanceledException)
        {
            return "Failed";
        }
    }

    private bool Write(Action<JsonObject> change)
    {
        lock (publishing)
        {
            var written = false;
            node.Store.Update(ResourceType.Pods, Tree.Namespace(), Tree.Name(), tree =>
            {
                written = tree.Uid() == Tree.Uid();
                if (written)
                {
                    change(tree);
                }

                return written;
            });

            return written;
        }
    }

    private List<ContainerRunner> Runners(string list, bool isInit) =>
        [.. Tree.Items("spec", list)
            .Select((container, i) => new ContainerRunner(this, node, container, status.Container(isInit, i)))];

    private IEnumerable<string?> Names(string list) => Tree.Items("spec", list).Select(container => container.Text("name"));

    private static async Task WhenCancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => cancelled.TrySetResult());
        await cancelled.Task;
    }
}
