using System.Text;
using JobWorker.Host.Hosting.Logging;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace JobWorker.Host.Tests.Hosting.Logging;

public sealed class LinesOfTheLog : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryStream _output = new();
    private readonly BatchedLines _lines;

    public LinesOfTheLog() =>
        _lines = new BatchedLines(new MessageTemplateTextFormatter("{Level:u3} {Message:lj}\n"), _output, _clock);

    private string Written => Encoding.UTF8.GetString(_output.ToArray());

    public void Dispose()
    {
        _lines.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Are_written_together_after_a_moment()
    {
        Emit("one");
        _clock.Advance(BatchedLines.Delay / 2);
        Emit("zwölf");
        Assert.Equal("", Written);

        _clock.Advance(BatchedLines.Delay / 2);
        Assert.Equal("INF one\nINF zwölf\n", Written);

        Emit("three");
        _clock.Advance(BatchedLines.Delay);
        Assert.Equal("INF one\nINF zwölf\nINF three\n", Written);
    }

    [Fact]
    public void Wait_for_nothing_where_one_tells_an_error()
    {
        Emit("before");
        Emit("the end", LogEventLevel.Error);

        Assert.Equal("INF before\nERR the end\n", Written);
    }

    [Fact]
    public void Wait_for_nothing_where_they_are_many()
    {
        Emit(new string('x', 40_000));

        Assert.NotEqual("", Written);
    }

    [Fact]
    public void Are_written_at_the_end_and_after_it()
    {
        Emit("last");
        _lines.Dispose();
        Assert.Equal("INF last\n", Written);

        Emit("later", LogEventLevel.Fatal);
        Assert.Equal("INF last\nFTL later\n", Written);
    }

    private void Emit(string text, LogEventLevel level = LogEventLevel.Information) => _lines.Emit(
        new LogEvent(_clock.GetUtcNow(), level, null, new MessageTemplateParser().Parse(text), []));
}
