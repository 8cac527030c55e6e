using JobWorker.DevCluster.Controllers;
using JobWorker.DevCluster.Hosting;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Node;

/// <summary>What the pods of the node share.</summary>
internal sealed class NodeServices(
    Store store, TimeProvider clock, EventRecorder events, DevClusterOptions options, ILogger<NodeServices> logger) : IDisposable
{
    public const string NodeName = "devcluster";

    private readonly Lazy<string> root = new(() => Directory.CreateTempSubdirectory("devcluster-").FullName);

    private TaskCompletionSource configChanged = NewSignal();

    public Store Store => store;

    public TimeProvider Clock => clock;

    public EventRecorder Events => events;

    public ContainerEnvironment Environment { get; } = new(store);

    /// <summary>One for each process that may run.</summary>
    public SemaphoreSlim Slots { get; } = new(options.MaxPods);

    /// <summary>One for each process that may be starting: forking is work for a processor, not for many threads.</summary>
    public SemaphoreSlim Starts { get; } = new(Math.Max(2, System.Environment.ProcessorCount));

    /// <summary>Where containers have their directories and logs. Made when first needed, removed at the end.</summary>
    public string Root => root.Value;

    /// <summary>Ends with the next change of any ConfigMap or Secret. Take it before looking one up.</summary>
    public Task ConfigChanged => Volatile.Read(ref configChanged).Task;

    public void SignalConfigChange() => Interlocked.Exchange(ref configChanged, NewSignal()).TrySetResult();

    /// <summary>Removes a folder and all in it, as far as the system allows.</summary>
    public void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.FolderKept(folder, e.Message);
        }
    }

    public void Dispose()
    {
        if (root.IsValueCreated)
        {
            Remove(Root);
        }

        Slots.Dispose();
        Starts.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
