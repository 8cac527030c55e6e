using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace JobWorker.Host.Hosting.Logging;

/// <summary>Writes log lines to a stream a few at a time: a write, and waking the reader, costs more than the line.</summary>
/// <remarks>A line waits ten milliseconds at most. Errors wait for nobody: they may be the last that a process says.</remarks>
/// <param name="format">Makes an event a line.</param>
/// <param name="output">Where lines go.</param>
/// <param name="clock">Measures the wait.</param>
internal sealed class BatchedLines(ITextFormatter format, Stream output, TimeProvider clock) : ILogEventSink, IDisposable
{
    /// <summary>What a line waits at most.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    /// <summary>Characters that wait for nobody.</summary>
    private const int Full = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly StringWriter _lines = new();
    private ITimer? _timer;

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            var waiting = _lines.GetStringBuilder();
            var first = waiting.Length == 0;
            format.Format(logEvent, _lines);
            if (logEvent.Level >= LogEventLevel.Error || waiting.Length >= Full)
            {
                Write(waiting);
            }
            else if (first)
            {
                _timer ??= clock.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what waits. What is told afterwards is written too.</summary>
    public void Dispose()
    {
        Flush();
        _timer?.Dispose();
    }

    private void Flush()
    {
        lock (_gate)
        {
            Write(_lines.GetStringBuilder());
        }
    }

    private void Write(StringBuilder waiting)
    {
        if (waiting.Length == 0)
        {
            return;
        }

        try
        {
            output.Write(Encoding.UTF8.GetBytes(waiting.ToString()));
        }
        catch (IOException)
        {
            // Nobody reads any more; that must not end what the lines tell of.
        }

        waiting.Clear();
    }
}
