using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Run;
using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Run;

/// <summary>Apps and sidecars are shell scripts here; the sidecars' API answers from within the test.</summary>
public sealed class ARun : IDisposable
{
    private const string Sidecar = """
        echo "$@" >> "$ROOT/sidecar.args"
        trap 'echo sidecar >> "$ROOT/ends"; exit 0' TERM
        echo sidecar >> "$ROOT/starts"
        echo "sidecar says hello"
        for word in "$@"; do
          [ "$last" = --dapr-http-port ] && touch "$ROOT/ready-$word"
          last=$word
        done
        while :; do sleep 0.02; done
        """;

    private const string App = """
        env > "$ROOT/$APP_ID.env"
        trap 'echo app >> "$ROOT/ends"; exit 0' TERM
        echo app >> "$ROOT/starts"
        echo "app says hello"
        while :; do sleep 0.02; done
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RunFolder _folder = new();
    private readonly StringWriter _console = new();
    private readonly FakeSidecarApi _api;
    private readonly CancellationTokenSource _stop = new();

    public ARun()
    {
        _api = new FakeSidecarApi(port => File.Exists(_folder.PathOf($"ready-{port}")));
        _folder.Make("app", "app2");
        _folder.Write("sidecar.sh", Sidecar.Replace("$ROOT", _folder.Root, StringComparison.Ordinal));
        _folder.Write("app/app.sh", App.Replace("$ROOT", _folder.Root, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _api.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Starts_the_sidecar_then_the_app_and_stops_them_the_other_way_round()
    {
        var run = RunAsync("- {appID: a, appDirPath: app, appPort: 5081, command: [sh, app.sh]}");
        await SaysAsync("app says hello");
        await _stop.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Patience));
        Assert.Equal("sidecar\napp\n", _folder.Read("starts"));
        Assert.Equal("app\nsidecar\n", _folder.Read("ends"));
    }

    [SkippableFact]
    public async Task Tells_the_app_where_its_sidecar_is()
    {
        var run = RunAsync("- {appID: a, appDirPath: app, appPort: 5081, command: [sh, app.sh], env: {MINE: yes}}");
        await SaysAsync("app says hello");
        await _stop.CancelAsync();
        await run.WaitAsync(Patience);

        var env = _folder.Read("a.env").Split('\n');
        var port = env.Single(line => line.StartsWith("DAPR_HTTP_PORT=", StringComparison.Ordinal)).Split('=')[1];
        Assert.Superset(
            new HashSet<string>
            {
                "APP_ID=a", "APP_PORT=5081", "APP_CHANNEL_ADDRESS=127.0.0.1", "APP_PROTOCOL=http", "MINE=yes",
                $"DAPR_HTTP_ENDPOINT=http://127.0.0.1:{port}",
            },
            env.ToHashSet());
        Assert.Contains($"--dapr-http-port {port}", _folder.Read("sidecar.args"), StringComparison.Ordinal);
        Assert.Contains($"--data-path {_folder.PathOf(".dapr")}", _folder.Read("sidecar.args"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Describes_itself_to_the_sidecar()
    {
        var run = RunAsync("- {appID: a, appDirPath: app, command: [sh, app.sh]}");
        await UntilAsync(() => _api.Put.ContainsKey("daprdLogPath"));
        await _stop.CancelAsync();
        await run.WaitAsync(Patience);

        Assert.Equal($"{Environment.ProcessId}", _api.Put["cliPID"]);
        Assert.Equal("sh app.sh", _api.Put["appCommand"]);
        Assert.Equal(_folder.File, _api.Put["runTemplatePath"]);
        Assert.Equal("demo", _api.Put["runTemplateName"]);
        Assert.True(_api.Put.ContainsKey("appPID"));
    }

    [SkippableFact]
    public async Task Writes_logs_where_the_file_says()
    {
        var run = RunAsync("- {appID: a, appDirPath: app, command: [sh, app.sh], appLogDestination: file, daprdLogDestination: console}");
        await SaysAsync("sidecar says hello");
        await UntilAsync(() => File.Exists(_folder.PathOf(".dapr/logs/a.log")) && _folder.Read(".dapr/logs/a.log").Length > 0);
        await _stop.CancelAsync();
        await run.WaitAsync(Patience);

        Assert.StartsWith("app says hello\n", _folder.Read(".dapr/logs/a.log"), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf(".dapr/logs/a-sidecar.log")));
        Assert.DoesNotContain("app says hello", Console, StringComparison.Ordinal);
        Assert.Contains("== SIDECAR - a == sidecar says hello", Console, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Kills_what_does_not_stop_when_asked()
    {
        _folder.Write("app/deaf.sh", "trap '' TERM\necho deaf here\nwhile :; do sleep 0.02; done");
        var run = RunAsync("- {appID: a, appDirPath: app, command: [sh, deaf.sh]}");
        await SaysAsync("deaf here");
        var watch = Stopwatch.StartNew();
        await _stop.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Patience));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.InRange(StopTimes.Usual.All, TimeSpan.Zero, TimeSpan.FromSeconds(4.5));
    }

    [SkippableFact]
    public async Task Goes_on_with_the_others_when_one_app_ends()
    {
        _folder.Write("app2/short.sh", "exit 3");
        var run = RunAsync(
            "- {appID: a, appDirPath: app, command: [sh, app.sh]}\n- {appID: b, appDirPath: app2, command: [sh, short.sh]}");
        await SaysAsync("b: the app ended with code 3");
        await UntilAsync(() => File.Exists(_folder.PathOf("ends")) && _folder.Read("ends") == "sidecar\n");

        Assert.False(run.IsCompleted);
        await _stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(Patience));
    }

    [SkippableTheory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public async Task Ends_when_all_apps_have_ended(int code, int expected)
    {
        _folder.Write("app/short.sh", $"exit {code}");

        Assert.Equal(expected, await RunAsync("- {appID: a, appDirPath: app, command: [sh, short.sh]}").WaitAsync(Patience));
    }

    [SkippableFact]
    public async Task Says_what_a_sidecar_said_that_could_not_start()
    {
        _folder.Write("sidecar.sh", "echo no such component; exit 1");

        var failure = await Assert.ThrowsAsync<RunException>(
            () => RunAsync("- {appID: a, appDirPath: app, command: [sh, app.sh]}"));
        Assert.Equal("a: the sidecar ended with code 1:\nno such component", failure.Message);
    }

    [SkippableFact]
    public async Task Stops_what_runs_when_the_next_app_cannot_start()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => RunAsync(
            "- {appID: a, appDirPath: app, command: [sh, app.sh]}\n- {appID: b, appDirPath: app2, command: [no-such-program]}"));

        Assert.Contains("'no-such-program' cannot be started", failure.Message, StringComparison.Ordinal);
        await UntilAsync(() => _folder.Read("ends").Split('\n').Count(line => line == "sidecar") == 2);
    }

    [SkippableFact]
    public async Task Names_taken_ports_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<RunException>(() => RunAsync(
            $"- {{appID: a, appDirPath: app, daprHTTPPort: {port}}}\n- {{appID: b, appDirPath: app, appPort: 6, metricsPort: 6}}"));
        Assert.Contains($"Port {port}, which a wants as daprHTTPPort, is in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"ss -ltnp 'sport = :{port}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Port 6 is wanted by b (appPort) and b (metricsPort)", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("starts")));
    }

    [SkippableFact]
    public async Task Brings_a_Redis_along_when_asked()
    {
        var run = RunAsync("- {appID: a, appDirPath: app, command: [sh, app.sh]}", embedded: true);
        await SaysAsync("app says hello");
        var address = _folder.Read("sidecar.args").Split("--embedded --embedded-redis ")[1].Trim();

        var port = int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        var settings = new RedisSettings("127.0.0.1", port);
        await using (var client = await RedisClient.ConnectAsync(settings, TimeProvider.System, NullLogger.Instance, default))
        {
            Assert.Equal("PONG", (await client.SendAsync(["PING"], default)).Text);
        }

        Assert.Contains($"Redis (embedded) at {address}", Console, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await run.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task Runs_the_built_program_in_place_of_dotnet_run()
    {
        var project = Path.Combine(Repository(), "src", "JobWorker.DevSidecar");
        using var output = new StringWriter();
        RunApp app = new("a", _folder.Root, ["dotnet", "run", "--project", project, "--no-build", "--", "x"],
            new Dictionary<string, string>(), [], new Dictionary<string, string>());

        var builder = new DevSidecar.Run.Dotnet.DotnetBuilder(new RunOutput(output, colours: false, width: 0));
        var prepared = await builder.PrepareAsync([app], default);

        Assert.Equal("dotnet", prepared[0].Command[0]);
        Assert.Equal("JobWorker.DevSidecar.dll", Path.GetFileName(prepared[0].Command[1]));
        Assert.Equal("x", prepared[0].Command[2]);
    }

    private string Console
    {
        get
        {
            lock (_console)
            {
                return _console.ToString();
            }
        }
    }

    private Task<int> RunAsync(string apps, bool embedded = false)
    {
        Skip.If(OperatingSystem.IsWindows(), "sh is not there on Windows");
        _folder.Write("dapr.yaml", $"version: 1\nname: demo\napps:\n{apps}");
        var runner = new Runner(
            RunTemplateReader.Read(_folder.File, "/home/nobody"),
            new RunOptions(_folder.File, embedded, null),
            ["sh", _folder.PathOf("sidecar.sh")],
            new HttpClient(_api),
            new RunOutput(TextWriter.Synchronized(new Locked(_console)), colours: false, width: 0),
            new StopTimes(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.2)));

        return runner.RunAsync(_stop.Token);
    }

    private Task SaysAsync(string text) => UntilAsync(() => Console.Contains(text, StringComparison.Ordinal));

    private async Task UntilAsync(Func<bool> reached)
    {
        for (var i = 0; i < 1000 && !reached(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(reached(), Console);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (Directory.GetFiles(folder, "*.sln").Length == 0)
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    /// <summary>Writes under the lock the test reads under.</summary>
    private sealed class Locked(StringWriter inner) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            lock (inner)
            {
                inner.WriteLine(value);
            }
        }
    }
}
