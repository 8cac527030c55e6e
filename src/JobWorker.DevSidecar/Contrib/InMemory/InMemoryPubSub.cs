using System.Collections.Concurrent;
using System.Collections.Immutable;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.InMemory;

/// <summary><c>pubsub.in-memory</c>: hands each message to who is subscribed at that moment, and to nobody else.</summary>
internal sealed class InMemoryPubSub(TimeProvider clock, ILogger logger) : IPubSub
{
    /// <summary>Tries of one message before it is given up.</summary>
    public const int Attempts = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, ImmutableList<Subscriber>> _topics = new(StringComparer.Ordinal);

    public static Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel) =>
        Task.FromResult<object>(new InMemoryPubSub(context.Clock, context.Logs.CreateLogger("pubsub.in-memory")));

    public Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel)
    {
        var message = new PubSubMessage(topic, data.ToArray(), metadata);
        foreach (var subscriber in _topics.GetValueOrDefault(topic, []))
        {
            subscriber.Take(message);
        }

        return Task.CompletedTask;
    }

    public async Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel)
    {
        var subscriber = new Subscriber(message => HandleAsync(message, handler, cancel));
        _topics.AddOrUpdate(topic, [subscriber], (_, present) => present.Add(subscriber));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _topics.AddOrUpdate(topic, [], (_, present) => present.Remove(subscriber));
            await subscriber.Idle;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HandleAsync(PubSubMessage message, PubSubHandler handler, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await handler(message, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                logger.InMemoryHandlerFailed(message.Topic, attempt, Attempts, e.Message);
            }

            await Task.Delay(Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Runs handlers side by side and knows when the last has ended.</summary>
    private sealed class Subscriber(Func<PubSubMessage, Task> handle)
    {
        private readonly ConcurrentDictionary<Task, byte> _running = new();

        public Task Idle => Task.WhenAll(_running.Keys);

        public void Take(PubSubMessage message)
        {
            var task = Task.Run(() => handle(message));
            _running[task] = 0;
            task.ContinueWith(
                done => _running.TryRemove(done, out _), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
