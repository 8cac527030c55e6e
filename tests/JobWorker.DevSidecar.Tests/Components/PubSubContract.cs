using System.Collections.Concurrent;
using System.Text;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Tests.Components;

/// <summary>What every <c>pubsub.*</c> must do. A broker's tests derive from this and say how to make one.</summary>
public abstract class PubSubContract : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoMetadata = [];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _topic = $"contract-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _subscriptions = [];
    private IPubSub? _broker;

    /// <summary>A broker of its own, or one shared with others: topics are unique.</summary>
    private protected abstract Task<IPubSub> CreateAsync();

    private IPubSub Broker => _broker!;

    public async Task InitializeAsync() => _broker = await CreateAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Delivers_the_bytes_that_were_published()
    {
        var arrived = new TaskCompletionSource<PubSubMessage>();
        Subscribe(_topic, message => { arrived.TrySetResult(message); return Task.CompletedTask; });

        await PublishAsync(_topic, """{"a": "ü"}""");

        var message = await arrived.Task.WaitAsync(Patience);
        Assert.Equal(_topic, message.Topic);
        Assert.Equal("""{"a": "ü"}""", Encoding.UTF8.GetString(message.Data.Span));
    }

    [SkippableFact]
    public async Task Delivers_every_message_of_many()
    {
        var arrived = new ConcurrentDictionary<string, byte>();
        var all = new TaskCompletionSource();
        Subscribe(_topic, message =>
        {
            arrived[Encoding.UTF8.GetString(message.Data.Span)] = 0;
            if (arrived.Count == 50)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => PublishAsync(_topic, $"{n}")));

        await all.Task.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task Delivers_every_message_of_those_published_at_once()
    {
        var arrived = new ConcurrentDictionary<string, byte>();
        var all = new TaskCompletionSource();
        Subscribe(_topic, message =>
        {
            arrived[Encoding.UTF8.GetString(message.Data.Span)] = 0;
            if (arrived.Count == 50)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        });

        var messages = Enumerable.Range(0, 50).Select(n => new OutgoingMessage(Encoding.UTF8.GetBytes($"{n}"), NoMetadata)).ToList();
        var failures = await Broker.PublishAllAsync(_topic, messages, default);

        Assert.Equal(Enumerable.Repeat<string?>(null, 50), failures);
        await all.Task.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task Keeps_topics_apart()
    {
        var arrived = new TaskCompletionSource<string>();
        Subscribe(_topic, message => { arrived.TrySetResult(message.Topic); return Task.CompletedTask; });

        await PublishAsync(_topic + "-other", "1");
        await PublishAsync(_topic, "2");

        Assert.Equal(_topic, await arrived.Task.WaitAsync(Patience));
    }

    [SkippableFact]
    public async Task Goes_on_after_a_handler_failed()
    {
        var second = new TaskCompletionSource();
        Subscribe(_topic, message =>
        {
            if (message.Data.Span[0] == (byte)'1')
            {
                throw new InvalidOperationException("the handler fails");
            }

            second.TrySetResult();
            return Task.CompletedTask;
        });

        await PublishAsync(_topic, "1");
        await PublishAsync(_topic, "2");

        await second.Task.WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task Lets_the_handler_in_flight_end_before_the_subscription_does()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        Subscribe(_topic, _ => { entered.TrySetResult(); return leave.Task; });
        await PublishAsync(_topic, "1");
        await entered.Task.WaitAsync(Patience);

        var stopping = StopAsync();
        Assert.False(stopping.IsCompleted);
        leave.SetResult();

        await stopping.WaitAsync(Patience);
    }

    private void Subscribe(string topic, Func<PubSubMessage, Task> handler) =>
        _subscriptions.Add(Broker.SubscribeAsync(topic, NoMetadata, (message, _) => handler(message), _stop.Token));

    private Task PublishAsync(string topic, string data) =>
        Broker.PublishAsync(topic, Encoding.UTF8.GetBytes(data), NoMetadata, default);

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_subscriptions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
