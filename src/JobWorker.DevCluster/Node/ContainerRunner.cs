using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Node;

/// <summary>Runs one container of a pod to its end, with as many restarts as the policy asks for.</summary>
internal sealed partial class ContainerRunner(PodRunner pod, NodeServices node, JsonObject container, ContainerStatus status)
{
    /// <summary>
    /// Annotations of a pod for faults that no process of this machine has: why it waits for ever, and why a failed one
    /// ended.
    /// </summary>
    private const string WaitReason = "devcluster/wait-reason";
    private const string EndReason = "devcluster/end-reason";

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly string name = container.Text("name")!;

    /// <summary>The log of the latest start; none before the first.</summary>
    public ContainerLog? Log { get; private set; }

    /// <summary>Runs until the container has ended for good.</summary>
    /// <param name="restartPolicy"><c>Never</c>, <c>OnFailure</c> or <c>Always</c>.</param>
    /// <returns>The last exit code.</returns>
    /// <exception cref="OperationCanceledException">The pod was deleted while nothing ran.</exception>
    public async Task<int> RunAsync(string restartPolicy)
    {
        var backOff = FirstBackOff;
        while (true)
        {
            var variables = await PrepareAsync();
            var exitCode = await RunOnceAsync(variables);
            if (pod.IsStopping || restartPolicy == "Never" || (restartPolicy == "OnFailure" && exitCode == 0))
            {
                return exitCode;
            }

            status.Wait("CrashLoopBackOff", $"back-off {backOff.TotalSeconds:0}s restarting failed container={name}");
            pod.Publish();
            node.Events.Warn(pod.Tree, "BackOff", $"Back-off restarting failed container {name} in pod {pod.Tree.Name()}");
            await Task.Delay(backOff, node.Clock, pod.Stopping);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
            status.Restart();
        }
    }

    /// <summary>Waits for everything a start needs. What can never come is waited for until the pod is deleted.</summary>
    private async Task<Dictionary<string, string>> PrepareAsync()
    {
        var image = container.Text("image")!;
        if (!ImageName().IsMatch(image))
        {
            await BlockAsync(
                "InvalidImageName",
                $"Failed to apply default image tag \"{image}\": couldn't parse image name: invalid reference format");
        }

        if (pod.Tree.Text("metadata", "annotations", WaitReason) is { Length: > 0 } reason)
        {
            await BlockAsync(reason, $"asked for by annotation {WaitReason}");
        }

        if (!container.Texts("command").Any())
        {
            await BlockAsync("CreateContainerError",
                $"the development cluster needs a command: it pulls no images, so it cannot know what \"{image}\" would run");
        }

        while (true)
        {
            var changed = node.ConfigChanged;
            try
            {
                return node.Environment.Of(pod.Tree, container);
            }
            catch (MissingConfigException e)
            {
                Block("CreateContainerConfigError", e.Message);
                await changed.WaitAsync(pod.Stopping);
            }
        }
    }

    private void Block(string reason, string message)
    {
        status.Wait(reason, message);
        pod.Publish();
        node.Events.Warn(pod.Tree, reason == "InvalidImageName" ? reason : "Failed", $"Error: {message}");
    }

    private async Task BlockAsync(string reason, string message)
    {
        Block(reason, message);
        await Task.Delay(Timeout.InfiniteTimeSpan, node.Clock, pod.Stopping);
    }

    private async Task<int> RunOnceAsync(Dictionary<string, string> variables)
    {
        await node.Slots.WaitAsync(pod.Stopping);
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(pod.Folder, $"{name}-{status.Restarts}")).FullName;
            Log = new ContainerLog(folder + ".log", node.Clock);
            var started = node.Clock.GetUtcNow();
            try
            {
                return await RunProcessAsync(variables, folder, started);
            }
            finally
            {
                Log.Complete();
            }
        }
        finally
        {
            node.Slots.Release();
        }
    }

    private async Task<int> RunProcessAsync(Dictionary<string, string> variables, string folder, DateTimeOffset started)
    {
        var (process, problem) = await StartAsync(variables, folder);
        if (process is null)
        {
            return End(128, "StartError", problem, started);
        }

        using (process)
        {
            // What a short command needs no status for is told anyway: watchers expect to see Running before the end.
            status.Run($"devcluster://{pod.Tree.Uid()}-{name}-{status.Restarts}", started);
            pod.Publish();
            node.Events.Normal(pod.Tree, "Started", $"Started container {name} as process {process.Id}");
            var exitCode = await pod.SuperviseAsync(process);

            return End(exitCode, exitCode == 0 ? "Completed" : EndReasonOf(pod.Tree) ?? "Error", null, started);
        }
    }

    private static string? EndReasonOf(JsonObject tree) => tree.Text("metadata", "annotations", EndReason);

    private int End(int exitCode, string reason, string? message, DateTimeOffset started)
    {
        status.Terminate(exitCode, reason, message, started, node.Clock.GetUtcNow());
        if (message is not null)
        {
            node.Events.Warn(pod.Tree, "Failed", $"Error: {message}");
        }

        return exitCode;
    }

    private async Task<(LocalProcess? Process, string? Problem)> StartAsync(Dictionary<string, string> variables, string folder)
    {
        var directory = container.Text("workingDir") is { } asked && Directory.Exists(asked) ? asked : folder;
        string[] line = [.. container.Texts("command").Concat(container.Texts("args"))
            .Select(part => Expansion.Expand(part, variables))];
        var (file, problem) = Executables.Find(line[0], directory, variables.GetValueOrDefault("PATH", Executables.DefaultPath));
        if (file is null)
        {
            return (null, $"unable to start container process: {problem}");
        }

        await node.Starts.WaitAsync(pod.Stopping);
        try
        {
            return (LocalProcess.Start(new(file, line[1..], variables, directory), Log!), null);
        }
        catch (Exception e) when (e is Win32Exception or ArgumentException)
        {
            return (null, $"unable to start container process: {e.Message}");
        }
        finally
        {
            node.Starts.Release();
        }
    }

    [GeneratedRegex(@"\A([A-Za-z0-9.-]+(:\d+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127})?(@[a-z0-9]+:[a-f0-9]{32,})?\z")]
    private static partial Regex ImageName();
}
