using System.Diagnostics;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Run;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Run;

/// <summary>The program itself, as a process with a sidecar that is the program too.</summary>
public sealed class TheProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunFolder _folder = new();
    private Process? _process;

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Stops_everything_within_five_seconds_of_a_signal(string signal)
    {
        var app = await RunAsync();
        var watch = Stopwatch.StartNew();
        await SignalAsync(signal);
        await _process!.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(0, _process.ExitCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.False(IsAlive(app));
    }

    [SkippableFact]
    public async Task Leaves_nothing_running_when_it_is_killed()
    {
        var app = await RunAsync();
        await SignalAsync("KILL");

        for (var i = 0; i < 500 && IsAlive(app); i++)
        {
            await Task.Delay(20);
        }

        Assert.False(IsAlive(app));
    }

    [SkippableFact]
    public async Task Keeps_every_write_it_answered_when_the_embedded_server_is_killed()
    {
        await using (var client = await ServeAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(n => client.SendAsync(["XADD", "s", "*", "data", n], default)));
            await SignalAsync("KILL");
            await _process!.WaitForExitAsync().WaitAsync(Patience);
        }

        await using var again = await ServeAsync();
        Assert.Equal(500, (await again.SendAsync(["XLEN", "s"], default)).Long);
    }

    /// <summary>Runs an app beside its sidecar; answers the app's process id.</summary>
    private async Task<int> RunAsync()
    {
        _folder.Write("app.sh", "echo \"app $$ talks to $DAPR_HTTP_ENDPOINT\"\nwhile :; do sleep 0.05; done");
        _folder.Write("dapr.yaml", "version: 1\napps: [{appID: a, appDirPath: ., resourcesPaths: [res], command: [sh, app.sh]}]");
        _folder.Make("res");
        Start("run", "-f", _folder.File, "--embedded");
        var line = await LineAsync(" talks to http://127.0.0.1:");
        return int.Parse(line.Split("app ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<RedisClient> ServeAsync()
    {
        Start("redis", "--port", "0", "--data-path", _folder.Root);
        var address = (await LineAsync("Redis (embedded) at ")).Split("at ")[1].Split(',')[0];
        var port = int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

        return await RedisClient.ConnectAsync(
            new RedisSettings("127.0.0.1", port), TimeProvider.System, NullLogger.Instance, default);
    }

    private void Start(params string[] arguments)
    {
        Skip.If(OperatingSystem.IsWindows(), "sh and kill are not there on Windows");
        _process?.Dispose();
        _process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(RunCommand).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
    }

    private async Task<string> LineAsync(string part)
    {
        while (await _process!.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync();
                return line;
            }
        }

        throw new InvalidOperationException($"The program ended without saying '{part}'.");
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -s {signal} {_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
