namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>Takes one process's lines and remembers the last few.</summary>
internal sealed class LineSink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private readonly Action<string> _console;
    private readonly int _remember;
    private readonly StreamWriter? _file;
    private bool _closed;

    /// <param name="console">Takes each line.</param>
    /// <param name="file">Takes each line too; none for no file. An earlier run's is replaced.</param>
    /// <param name="remember">How many of the last lines to keep.</param>
    public LineSink(Action<string> console, string? file, int remember = 20)
    {
        _console = console;
        _remember = remember;
        File = file;
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            _file = new StreamWriter(stream) { AutoFlush = true };
        }
    }

    /// <summary>The log file; none when the lines go to the console alone.</summary>
    public string? File { get; }

    /// <summary>The last lines, for the message about a process that failed.</summary>
    public IReadOnlyList<string> Last
    {
        get
        {
            lock (_gate)
            {
                return [.. _last];
            }
        }
    }

    /// <summary>The same as one text.</summary>
    public string LastText => string.Join('\n', Last);

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _last.Enqueue(line);
            if (_last.Count > _remember)
            {
                _last.Dequeue();
            }

            _file?.WriteLine(line);
        }

        _console(line);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file?.Dispose();
        }
    }
}
