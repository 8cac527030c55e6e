namespace JobWorker.Benchmarks.Real;

/// <summary>The worker on a real API server.</summary>
internal static class RealCluster
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var api = new ApiServer(
            options.Kubeconfig ?? throw new FormatException("--kubeconfig: a real API server is needed"));
        await (options.Of switch
        {
            null or "create" => Create.RunAsync(options, api),
            "requests" => Requests.RunAsync(options, api),
            "started" => Started.RunAsync(options, api),
            "live" => LiveJobs.RunAsync(options, api),
            var other => throw new FormatException($"--of {other}: no such part of cluster"),
        });
    }
}
