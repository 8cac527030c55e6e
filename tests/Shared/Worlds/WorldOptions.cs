namespace JobWorker.Testing.Worlds;

/// <summary>What a world is made of.</summary>
internal sealed record WorldOptions
{
    /// <summary>A redis-server of its own beneath the sidecar; otherwise what the sidecar has embedded.</summary>
    public bool Redis { get; init; }

    /// <summary>The folder in <c>components</c> the sidecar loads.</summary>
    public string ComponentsFolder { get; init; } = "redis";

    /// <summary>Variables of all processes, beneath those every world has.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The API server to use; none means a development cluster of its own.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Start the development cluster together with the rest.</summary>
    public bool StartCluster { get; init; } = true;

    /// <summary>Processes the development cluster runs at once.</summary>
    public int MaxPods { get; init; } = 64;

    /// <summary>Settings of the worker, over those every world has.</summary>
    public IReadOnlyDictionary<string, string?> Worker { get; init; } = new Dictionary<string, string?>();

    /// <summary>Words to replace in the shipped components.</summary>
    public IReadOnlyDictionary<string, string> Components { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Messages that a dead process left behind are handed out again after ten seconds in place of the shipped minute, so that no
    /// test waits for them in vain. Default true.
    /// </summary>
    public bool HandsOutSoon { get; init; } = true;

    /// <summary>Component files by name, in place of the shipped ones.</summary>
    public IReadOnlyDictionary<string, string> ComponentFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Flags of every sidecar, after those every world has.</summary>
    public IReadOnlyList<string> SidecarFlags { get; init; } = [];

    /// <summary>Folder like <c>artifacts/bin</c> to take worker and sidecar from; none means what was built with this.</summary>
    public string? Binaries { get; init; }

    /// <summary>Pairs of worker and sidecar.</summary>
    public int Replicas { get; init; } = 1;
}
