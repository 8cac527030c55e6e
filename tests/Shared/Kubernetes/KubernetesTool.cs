namespace JobWorker.Testing.Kubernetes;

/// <summary>The script that builds and runs a real Kubernetes on this machine, where there is one.</summary>
internal static class KubernetesTool
{
    /// <summary>Names the script; otherwise it is looked for beside the repository.</summary>
    public const string Variable = "JOBWORKER_TEST_KUBERNETES";

    private static readonly string[] SimulatorPrograms = ["etcd", "openssl", "curl", "python3", "flock"];
    private static readonly string[] KubeletPrograms = ["containerd", "runc", "busybox", "gcc"];

    /// <summary>Full path, whether or not there is something.</summary>
    public static string Script { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "../shared/tools/kubernetes/cluster.sh",
        Repository.Root);

    /// <summary>The folder of what it has built.</summary>
    public static string Home { get; } = Environment.GetEnvironmentVariable("K8S_HOME") is { Length: > 0 } home
        ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "k8s-1.20.2");

    /// <summary>What a test says that is skipped for want of a cluster; none when one can be had.</summary>
    public static string? Missing(NodeKind nodes)
    {
        if (!File.Exists(Script))
        {
            return $"no real Kubernetes: {Variable} names no cluster.sh, and there is none at {Script}";
        }

        string[] binaries = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", .. Kubelet(nodes, ["kubelet"])];
        if (binaries.FirstOrDefault(name => !File.Exists(Path.Combine(Home, "bin", name))) is { } binary)
        {
            var build = nodes is NodeKind.Kubelet ? $"K8S_NODES=kubelet {Script} build" : $"{Script} build";
            return $"no real Kubernetes: {binary} is not built; run: {build}";
        }

        string[] programs = [.. SimulatorPrograms, .. Kubelet(nodes, KubeletPrograms)];
        return programs.FirstOrDefault(name => Repository.Tool(name) is null) is { } program ? $"{program} is not installed"
            : nodes is NodeKind.Kubelet && !File.Exists("/usr/lib/cni/ptp") ? "containernetworking-plugins is not installed"
            : nodes is NodeKind.Kubelet && !Environment.IsPrivilegedProcess ? "a kubelet needs root"
            : null;
    }

    private static string[] Kubelet(NodeKind nodes, string[] names) => nodes is NodeKind.Kubelet ? names : [];
}

/// <summary>What runs the pods.</summary>
internal enum NodeKind
{
    /// <summary>Nobody: pods walk through statuses as their annotations say (<c>nodesim/exit-code</c> and so on).</summary>
    Simulated,

    /// <summary>A kubelet with containerd; the one image is <c>busybox</c>. One such cluster at a time on a machine.</summary>
    Kubelet,
}
