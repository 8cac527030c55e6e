using System.Diagnostics;
using System.Text;

namespace JobWorker.Testing.Kubernetes;

/// <summary>
/// A shell that runs the script's commands for us, one after the other, and takes the cluster down when we close its input
/// or die.
/// </summary>
internal sealed class ClusterKeeper : IAsyncDisposable
{
    // $1 is the script; $2 a file that all hold in turn who may not be there at the same time, or nothing.
    // The trap keeps the shell alive when nobody reads any more; what it starts is not to inherit the lock.
    private const string Loop = """
        trap : PIPE
        if [ -n "$2" ]; then exec 9>"$2"; flock -w 540 9 || { echo "another cluster holds $2"; exit 1; }; fi
        while read -r command; do "$1" $command 9>&- </dev/null 2>&1; echo "=$?"; done
        "$1" down 9>&- </dev/null >/dev/null 2>&1
        """;

    /// <summary>A command's, waiting for another cluster to go included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process _shell;
    private readonly SemaphoreSlim _turn = new(1);

    public ClusterKeeper(IReadOnlyDictionary<string, string> environment, string turns)
    {
        // A session of its own: Ctrl-C on the tests is not for it.
        var start = new ProcessStartInfo("setsid", ["--wait", "bash", "-c", Loop, "keeper", KubernetesTool.Script, turns])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        _shell = Process.Start(start)!;
    }

    /// <summary>Runs one command of the script.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public async Task RunAsync(string command)
    {
        using var timer = new CancellationTokenSource(Patience);
        await _turn.WaitAsync(timer.Token);
        try
        {
            await _shell.StandardInput.WriteLineAsync(command.AsMemory(), timer.Token);
            await _shell.StandardInput.FlushAsync(timer.Token);
            var said = new StringBuilder();
            while (await _shell.StandardOutput.ReadLineAsync(timer.Token) is { } line)
            {
                if (line == "=0")
                {
                    return;
                }

                said.AppendLine(line);
                if (line.StartsWith('='))
                {
                    break;
                }
            }

            throw new InvalidOperationException($"cluster.sh {command}: {said}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _turn.Dispose();
    }
}
