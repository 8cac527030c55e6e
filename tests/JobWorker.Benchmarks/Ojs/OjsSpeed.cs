namespace JobWorker.Benchmarks.Ojs;

/// <summary>How fast the Open Job Spec API is, and what it costs.</summary>
internal static class OjsSpeed
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        Func<BenchmarkOptions, Task> part = options.Of switch
        {
            null or "cycles" => Cycles.RunAsync,
            "latency" => Latency.RunAsync,
            "due" => Due.RunAsync,
            "waiting" => Waiting.RunAsync,
            "recovery" => Recovery.RunAsync,
            var other => throw new FormatException($"--of: must be cycles, latency, due, waiting or recovery, not {other}"),
        };
        await part(options);
    }
}
