using System.Diagnostics;
using System.Net;
using JobWorker.DevSidecar.Run;
using JobWorker.Testing;

namespace JobWorker.DevSidecar.Tests.Run;

/// <summary>What <c>dapr list</c> reads of a process: its name, its command line, and its metadata.</summary>
public sealed class TheProcessOfASidecar : IDisposable
{
    private static readonly string Program = Path.ChangeExtension(typeof(RunCommand).Assembly.Location, null);
    private readonly RunFolder _folder = new();
    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Shows_itself_as_daprd_under_a_runner_that_shows_itself_as_dapr()
    {
        var (http, app) = (Ports.Free(), Ports.Free());
        _folder.Make("app");
        _folder.Write("app/app.sh", "while :; do sleep 0.05; done");
        _folder.Write("dapr.yaml", $$"""
            version: 1
            name: demo
            apps:
            - {appID: listed, appDirPath: app, appPort: {{app}}, daprHTTPPort: {{http}}, daprGRPCPort: {{Ports.Free()}}, enableAppHealthCheck: true, command: [sh, app.sh]}
            """);
        var runner = Start("run", "-f", _folder.File);

        var metadata = await MetadataAsync(http, "daprdLogPath");

        var sidecar = Assert.Single(Daprds(), one => one.Flags.GetValueOrDefault("--app-id") == "listed");
        Assert.Equal(($"{http}", $"{app}", ""), (sidecar.Flags["--dapr-http-port"], sidecar.Flags["--app-port"], sidecar.Flags["--enable-app-health-check"]));
        Assert.True(int.TryParse(sidecar.Flags["--dapr-grpc-port"], out _));
        Assert.Equal("dapr", Name(runner.Id));
        Assert.Contains($"\"cliPID\":\"{runner.Id}\"", metadata, StringComparison.Ordinal);
        Assert.All(
            (string[])["appCommand", "appPID", "runTemplatePath", "runTemplateName", "appLogPath"],
            key => Assert.Contains($"\"{key}\":\"", metadata, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Ends_at_once_where_that_is_forced()
    {
        var http = Ports.Free();
        var sidecar = Start("--app-id", "forced", "--dapr-http-port", $"{http}", "--data-path", _folder.PathOf("data"), "--dapr-block-shutdown-duration", "1h");
        await MetadataAsync(http, "forced");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{http}/v1.0/shutdown");
        request.Headers.Add("dapr-force-shutdown", "true");

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(request)).StatusCode);

        await sidecar.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, sidecar.ExitCode);
    }

    private Process Start(params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process names are read from /proc, which only Linux has");
        Skip.IfNot(File.Exists(Program), $"there is no {Program}");
        var info = new ProcessStartInfo(Program, arguments) { WorkingDirectory = _folder.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private static async Task<string> MetadataAsync(int port, string part)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var n = 0; n < 600; n++)
        {
            try
            {
                if (await client.GetStringAsync($"http://127.0.0.1:{port}/v1.0/metadata") is var body && body.Contains(part, StringComparison.Ordinal))
                {
                    return body;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not up yet.
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"the sidecar did not say {part}");
    }

    /// <summary>As the CLI does it: by the name in <c>/proc</c>, and flags with the word behind them unless that is a flag too.</summary>
    private static List<(int Id, Dictionary<string, string> Flags)> Daprds() =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let id = int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)
           where Name(id) == "daprd"
           select (id, Flags(Read($"/proc/{id}/cmdline").Split('\0', ' ')[..^1])),
    ];

    private static Dictionary<string, string> Flags(string[] words)
    {
        var flags = new Dictionary<string, string>();
        for (var at = 1; at < words.Length - 1;)
        {
            var value = words[at + 1].StartsWith("--", StringComparison.Ordinal) ? "" : words[at + 1];
            flags[words[at]] = value;
            at += value.Length == 0 ? 1 : 2;
        }

        return flags;
    }

    private static string Name(int id) => Read($"/proc/{id}/comm").TrimEnd('\n');

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
