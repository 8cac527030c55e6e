using Microsoft.Extensions.Logging;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

/// <summary>Notices the line that says a queue is connected to its topic.</summary>
internal sealed class ConnectedLog : ILoggerFactory, ILogger
{
    private const int TopicConnected = 645;
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == TopicConnected)
        {
            _seen.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
