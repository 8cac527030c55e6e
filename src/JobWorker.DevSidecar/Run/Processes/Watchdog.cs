using System.Diagnostics;

namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>Ends the runner's children should the runner be killed where it can no longer do so itself.</summary>
/// <remarks>
/// A shell that reads the children's ids from a pipe. The pipe ends with the runner, however that dies. Windows has no such
/// shell; there the children stay.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    private const string Script = """
        pids=''
        while read -r word pid; do
          case $word in
            watch) pids="$pids $pid" ;;
            done) exit 0 ;;
          esac
        done
        for signal in TERM KILL; do
          for pid in $pids; do
            kill -s "$signal" -- "-$pid" 2>/dev/null || kill -s "$signal" "$pid" 2>/dev/null
          done
          sleep 2
        done
        """;

    private readonly Process? _shell;

    public Watchdog()
    {
        if (Unix.Find("sh") is not { } shell)
        {
            return;
        }

        string[] command = Unix.SetSid is { } setSid ? [setSid, shell, "-c", Script] : [shell, "-c", Script];
        _shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true });
    }

    public void Watch(ChildProcess child) => Tell($"watch {child.Id}");

    /// <summary>All children have ended; nothing is left to do.</summary>
    public void Dispose()
    {
        Tell("done");
        _shell?.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            _shell?.StandardInput.Write(line + "\n");
            _shell?.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Somebody ended the watchdog: the run goes on without one.
        }
    }
}
