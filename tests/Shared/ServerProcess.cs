using System.Collections.Concurrent;
using System.Diagnostics;

namespace JobWorker.Testing;

/// <summary>A process started and ended here, whose output is kept for whoever asks why something failed.</summary>
/// <remarks>It ends at the latest when this process does, however that happens.</remarks>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 20_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServerProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Id { get; private set; }

    public bool HasEnded => _process.HasExited;

    /// <summary>Of a process that has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The newest lines of both streams.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a program in our own environment, changed: a variable that is null is taken out.</summary>
    public static ServerProcess Start(
        string name,
        string folder,
        IReadOnlyDictionary<string, string?> environment,
        string file,
        params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var server = new ServerProcess(name, new Process { StartInfo = start });
        server._process.OutputDataReceived += server.Keep;
        server._process.ErrorDataReceived += server.Keep;
        server._process.Start();
        server.Id = server._process.Id;
        ProcessGuard.Ours.Add(server.Id);
        server._process.Exited += server.Leave;
        server._process.EnableRaisingEvents = true;
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();

        return server;
    }

    /// <summary><c>kill -9</c>: nothing it had in mind is done.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its name, such as <c>INT</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end; false where it does not come in time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using var timer = new CancellationTokenSource(time);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        ProcessGuard.Ours.Remove(Id);
        _process.Dispose();
    }

    private void Leave(object? sender, EventArgs args) => ProcessGuard.Ours.Remove(Id);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _lines.Enqueue(line.Data);
        }

        while (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }
    }
}
