namespace JobWorker.DevCluster.Hosting;

/// <summary>What a person should know who has just started the cluster.</summary>
internal static class Banner
{
    public static string Text(string url, DevClusterOptions options) => $"""
        Development cluster at {url} (Kubernetes API v1.32 subset, state in memory, {options.MaxPods} processes at once)
        WARNING: no isolation. A container's command runs as a local process, with all rights of this user.
          kubectl --server {url} get jobs
        """;
}
