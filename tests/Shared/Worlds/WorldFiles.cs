namespace JobWorker.Testing.Worlds;

/// <summary>A world's files, in a temporary folder that goes with it.</summary>
internal sealed class WorldFiles(string componentsFolder) : IDisposable
{
    private const string ShippedPort = "127.0.0.1:5080";
    private const string ShippedCluster = "127.0.0.1:6443";

    /// <summary>What becomes of <c>processingTimeout</c> and <c>redeliverInterval</c>.</summary>
    private static readonly IReadOnlyDictionary<string, string> Soon =
        new Dictionary<string, string> { ["value: 60s"] = "value: 10s", ["\"15000\""] = "\"2000\"" };

    public string Root { get; } = Directory.CreateTempSubdirectory("jobworker-").FullName;

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    /// <summary>The shipped components, told where a worker of this world listens, and changed as the options say.</summary>
    public string Components(int workerPort, WorldOptions options)
    {
        var folder = Folder($"components-{workerPort}");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "components", componentsFolder)))
        {
            var text = File.ReadAllText(file).Replace(ShippedPort, $"127.0.0.1:{workerPort}", StringComparison.Ordinal);
            text = options.Components.Concat(options.HandsOutSoon ? Soon : []).Aggregate(text, (t, change) => t.Replace(change.Key, change.Value, StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), text);
        }

        foreach (var (name, text) in options.ComponentFiles)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }

    /// <summary>The shipped kubeconfig, told where this world's cluster listens.</summary>
    public string Kubeconfig(int clusterPort)
    {
        var shipped = File.ReadAllText(Path.Combine(Repository.Root, "example", "kubeconfig.yaml"));
        var path = Path.Combine(Root, "kubeconfig.yaml");
        File.WriteAllText(path, shipped.Replace(ShippedCluster, $"127.0.0.1:{clusterPort}", StringComparison.Ordinal));

        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
