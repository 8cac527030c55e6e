using System.Diagnostics;
using System.Globalization;

namespace JobWorker.Testing;

/// <summary>Ends processes whose starter ends without having ended them: it was killed, or was given no time for it.</summary>
/// <remarks>A shell reads who is there; that it can read no more is how it learns that whoever told it has ended.</remarks>
internal sealed class ProcessGuard : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r sign pid; do
          case $sign in
            +) pids="$pids$pid " ;;
            *) pids="${pids%%" $pid "*} ${pids#*" $pid "}" ;;
          esac
        done
        for signal in TERM KILL; do
          [ -z "${pids## }" ] || { kill -s $signal $pids; sleep 2; }
        done
        """;

    private static readonly Lazy<ProcessGuard> One = new(() => new ProcessGuard());

    private readonly Lock _gate = new();
    private readonly HashSet<int> _guarded = [];
    private readonly Process? _shell;

    /// <summary>A guard that lasts until disposed, or until this process ends.</summary>
    public ProcessGuard()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>The guard of all that this process starts.</summary>
    public static ProcessGuard Ours => One.Value;

    /// <summary>Has the process ended together with this one.</summary>
    public void Add(int id)
    {
        lock (_gate)
        {
            _guarded.Add(id);
            Tell("+", id);
        }
    }

    /// <summary>Leaves the process alone, which has ended; more than once is as good as once.</summary>
    public void Remove(int id)
    {
        lock (_gate)
        {
            if (_guarded.Remove(id))
            {
                Tell("-", id);
            }
        }
    }

    /// <summary>What is left to guard is ended, by the shell and in its own time.</summary>
    public void Dispose()
    {
        _shell?.StandardInput.Close();
        _shell?.Dispose();
    }

    private void Tell(string sign, int id)
    {
        _shell?.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{sign} {id}\n"));
        _shell?.StandardInput.Flush();
    }
}
