namespace JobWorker.Fuzz;

/// <summary>Starts sidecars with mutated resource files: each must run, or refuse with path and rule, and never crash.</summary>
internal sealed class YamlFuzz(FuzzOptions options, Findings findings)
{
    private const int Workers = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private int _started;
    private int _refused;

    public static async Task RunAsync(FuzzOptions options, Findings findings)
    {
        var fuzz = new YamlFuzz(options, findings);
        using var timer = new CancellationTokenSource(options.Time);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => fuzz.WorkAsync(worker, timer.Token)));
        Console.WriteLine($"yaml: {fuzz._started} started, {fuzz._refused} refused");
    }

    private async Task WorkAsync(int worker, CancellationToken stop)
    {
        for (var n = worker; !stop.IsCancellationRequested; n += Workers)
        {
            await TryAsync(YamlMaker.Make(new Random(unchecked((options.Seed * 1_000_003) + n)), n));
        }
    }

    private async Task TryAsync(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("jobworker-fuzz-").FullName;
        var components = Directory.CreateDirectory(Path.Combine(folder, "components")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(components, "mutated.yaml"), System.Text.Encoding.UTF8.GetBytes(yaml));
        await using (var sidecar = ServerProcess.Start(
            "sidecar", folder, new Dictionary<string, string?>(), "dotnet", Repository.Program("JobWorker.DevSidecar"),
            "--app-id", "jobworker", "--dapr-http-port", "0", "--embedded", "--resources-path", components,
            "--data-path", Path.Combine(folder, "data")))
        {
            await JudgeAsync(sidecar, yaml);
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task JudgeAsync(ServerProcess sidecar, string yaml)
    {
        string Detail() => $"{(yaml.Length > 3000 ? yaml[..3000] + "…" : yaml)}\n-> {sidecar.Output}";
        try
        {
            await Until.IsAsync("an end or a start", Limit,
                () => Task.FromResult(sidecar.HasEnded || IsRunning(sidecar) ? sidecar : null));
        }
        catch (TimeoutException)
        {
            findings.Add("neither started nor refused in time", Detail());
            return;
        }

        // The last lines of a process that has ended come a moment later.
        await sidecar.EndsWithinAsync(TimeSpan.FromMilliseconds(IsRunning(sidecar) ? 1 : 2000));
        Interlocked.Increment(ref IsRunning(sidecar) ? ref _started : ref _refused);
        if (sidecar.Output.Contains("   at ", StringComparison.Ordinal)
            || sidecar.Output.Contains("Unhandled", StringComparison.Ordinal))
        {
            findings.Add("a crash with a stack trace: " + sidecar.Output.Split('\n').FirstOrDefault(
                line => line.Contains("Exception", StringComparison.Ordinal)), Detail());
        }
        else if (!IsRunning(sidecar) && !sidecar.Output.Contains("mutated.yaml", StringComparison.Ordinal))
        {
            findings.Add("refused without the path", Detail());
        }
    }

    private static bool IsRunning(ServerProcess sidecar) =>
        sidecar.Output.Contains("a development sidecar, not daprd", StringComparison.Ordinal);
}
