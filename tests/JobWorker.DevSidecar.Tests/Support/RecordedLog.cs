using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JobWorker.DevSidecar.Tests.Support;

/// <summary>Keeps what is logged, each line as <c>id text</c>.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => [.. _lines];

    /// <summary>Returns when a line of that id has been logged that contains <paramref name="text"/>.</summary>
    public Task UntilAsync(int id, string text = "") => SidecarHarness.UntilAsync(() => Has(id, text));

    public bool Has(int id, string text = "") => _lines.Any(
        line => line.StartsWith($"{id} ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
