using System.Text.RegularExpressions;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Emulators;

namespace JobWorker.Acceptance.Tests.Tools;

public sealed partial class TheRunTemplate : IDisposable
{
    private const string Missing = "processes can be followed on Linux only";

    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-run-").FullName;

    [SkippableFact]
    public async Task Runs_the_example_from_message_to_callbacks_and_ends_it_all()
    {
        Skip.IfNot(ProcessTree.IsAvailable, Missing);
        await RunAsync("components/redis", new Dictionary<string, string?>());
    }

    /// <summary>Here the topic comes into being while the example publishes to it.</summary>
    [SkippableFact]
    public async Task Runs_the_example_over_SQS_where_nothing_is_yet()
    {
        Skip.IfNot(ProcessTree.IsAvailable, Missing);
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        await RunAsync("components/sqs", SqsWorld.Variables(emulator.Address));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunAsync(string components, IReadOnlyDictionary<string, string?> environment)
    {
        await using var run = ServerProcess.Start(
            "run", Repository.Root, environment, "dotnet",
            Repository.Program("JobWorker.DevSidecar"), "run", "-f", Template(components), "--embedded");
        await Until.IsAsync(
            "the example to be told that its job is complete",
            TimeSpan.FromSeconds(60),
            () => Task.FromResult(run.HasEnded || Callbacks(run) is [.., "2"] ? run : null),
            () => run.Output);
        Assert.Equal(["0", "1", "2"], Callbacks(run));

        var all = ProcessTree.Of(run.Id);
        await run.SignalAsync("INT");
        Assert.True(await run.EndsWithinAsync(TimeSpan.FromSeconds(5)), $"still running after 5 s\n{run.Output}");
        await Until.IsAsync(
            $"the {all.Count} processes to be gone",
            TimeSpan.FromSeconds(1),
            () => Task.FromResult(all.Any(ProcessTree.IsAlive) ? null : run),
            () => $"alive: {string.Join(", ", all.Where(ProcessTree.IsAlive))}\n{run.Output}");
    }

    private static string[] Callbacks(ServerProcess run) =>
        [.. CallbackLine().Matches(run.Output).Select(m => m.Groups[1].Value)];

    /// <summary>The shipped template with ports of our own, what is built already and a job that sleeps less.</summary>
    private string Template(string folderOfComponents)
    {
        var (cluster, app, daprs) = (Ports.Free(), Ports.Free(), (Worker: Ports.Free(), Example: Ports.Free()));
        var components = Copy($"{folderOfComponents}/*.yaml", (":5080", $":{app}"));
        var kubeconfig = Copy("example/kubeconfig.yaml", (":6443", $":{cluster}"));
        var message = Copy("example/message.json", ("sleep 30", "sleep 1"));
        var settings =
            $$"""
            MESSAGE: {{Path.Combine(message, "message.json")}}
                RECEIVER_URL: http://127.0.0.1:{{Ports.Free()}}
                APP_PORT: "{{app}}"
                Listen__PublicPort: "{{Ports.Free()}}"
                REDIS_DB
            """;
        var folder = Copy(
            "dapr.yaml",
            ("resourcesPaths: [components/redis]", $"resourcesPaths: [{components}]"),
            ("appDirPath: .", $"appDirPath: {Repository.Root}"),
            ("example/kubeconfig.yaml", Path.Combine(kubeconfig, "kubeconfig.yaml")),
            ("\"6443\"", $"\"{cluster}\""),
            ("5080", $"{app}"),
            ("3500", $"{daprs.Worker}"),
            ("3600", $"{daprs.Example}"),
            ("dotnet, run,", $"dotnet, run, --no-build, -c, {Repository.Configuration},"),
            ("REDIS_DB", settings));

        return Path.Combine(folder, "dapr.yaml");
    }

    private string Copy(string files, params (string Old, string New)[] changes)
    {
        var source = Path.Combine(Repository.Root, files);
        var target = Directory.CreateDirectory(Path.Combine(_folder, Path.GetDirectoryName(files)!)).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(source)!, Path.GetFileName(source)))
        {
            var text = changes.Aggregate(File.ReadAllText(file), (t, c) => t.Replace(c.Old, c.New, StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), text);
        }

        return target;
    }

    [GeneratedRegex(@"callback (\d+) ")]
    private static partial Regex CallbackLine();
}
