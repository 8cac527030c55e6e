using System.Diagnostics;
using JobWorker.Testing;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>A real <c>redis-server</c>, where one is installed.</summary>
public sealed class RedisServer : RedisHost
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "redis-server"))
        .FirstOrDefault(File.Exists);

    private Process? _process;

    public override void Require() => Skip.If(Program is null, "redis-server is not installed");

    public override async Task StartAsync()
    {
        if (Program is null)
        {
            return;
        }

        string[] arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--appendonly", "yes", "--appendfsync", "always",
            "--save", "", "--daemonize", "no",
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        ProcessGuard.Ours.Add(_process.Id);
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("redis-server did not start.");
    }

    public override async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            ProcessGuard.Ours.Remove(process.Id);
            process.Dispose();
            _process = null;
        }
    }
}
