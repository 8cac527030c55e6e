using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run.Dotnet;

/// <summary>Builds the projects of <c>dotnet run</c> commands one after another, and has their programs run directly.</summary>
/// <remarks>Several <c>dotnet run</c> at once would build the projects they share at once, over each other's files.</remarks>
internal sealed class DotnetBuilder(RunOutput output)
{
    private static readonly Dictionary<string, string> Env = new() { ["MSBUILDDISABLENODEREUSE"] = "1" };
    private readonly HashSet<(string Project, string Configuration, string Framework)> _built = [];

    /// <summary>The apps with such commands replaced.</summary>
    /// <exception cref="RunException">A project does not build; the message has the compiler's.</exception>
    public async Task<IReadOnlyList<RunApp>> PrepareAsync(IReadOnlyList<RunApp> apps, CancellationToken cancel)
    {
        List<RunApp> prepared = [];
        foreach (var app in apps)
        {
            prepared.Add(DotnetRun.Parse(app.Command, app.Folder) is { } run ? await PrepareAsync(app, run, cancel) : app);
        }

        return prepared;
    }

    private async Task<RunApp> PrepareAsync(RunApp app, DotnetRun run, CancellationToken cancel)
    {
        if (run.Build && _built.Add((run.Project, run.Configuration, run.Framework)))
        {
            output.Say($"building {run.Project} ({run.Configuration})");
            await BuildAsync(app, run, cancel);
        }

        string[] framework = run.Framework.Length > 0 ? [$"-p:TargetFramework={run.Framework}"] : [];
        var lines = await DotnetAsync(
            ["msbuild", run.Project, "-getProperty:TargetPath", $"-p:Configuration={run.Configuration}", .. framework],
            app, $"{run.Project} does not say where its program is", cancel);
        var program = lines.LastOrDefault(line => line.Length > 0)?.Trim() ?? "";

        return File.Exists(program)
            ? app with { Command = ["dotnet", program, .. run.Arguments] }
            : throw new RunException($"{app.Id}: {run.Project} is not built: there is no '{program}'. Leave out --no-build.");
    }

    private static async Task BuildAsync(RunApp app, DotnetRun run, CancellationToken cancel)
    {
        string[] framework = run.Framework.Length > 0 ? ["-f", run.Framework] : [];

        // Build servers would outlive the run.
        await DotnetAsync(
            ["build", run.Project, "--nologo", "-v", "q", "-c", run.Configuration, "--disable-build-servers", .. framework],
            app, $"{run.Project} does not build", cancel);
    }

    private static async Task<IReadOnlyList<string>> DotnetAsync(
        string[] arguments, RunApp app, string problem, CancellationToken cancel)
    {
        using var lines = new LineSink(_ => { }, file: null, remember: 200);
        using var process = ChildProcess.Start(new Launch("dotnet", arguments, app.Folder, Env), lines.Write);
        await using var stop = cancel.Register(process.Kill);
        var code = await process.Exited;
        cancel.ThrowIfCancellationRequested();

        return code == 0 ? lines.Last : throw new RunException($"{app.Id}: {problem}:\n{lines.LastText}");
    }
}
