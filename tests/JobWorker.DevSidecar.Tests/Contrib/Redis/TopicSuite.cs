using System.Collections.Concurrent;
using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Streams;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>Dapr's own rules for topics in Redis: when a message is acknowledged, and when it comes again.</summary>
public abstract class TopicSuite(RedisHost host) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly string _topic = $"jobs-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _arrived = new();
    private readonly List<RedisPubSub> _brokers = [];
    private readonly List<Task> _subscriptions = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        foreach (var broker in _brokers)
        {
            await broker.DisposeAsync();
        }

        _stop.Dispose();
    }

    [SkippableFact]
    public async Task Is_a_stream_with_data_and_metadata()
    {
        var broker = await OpenAsync();
        await broker.PublishAsync(_topic, "{}"u8.ToArray(), NoMetadata, default);
        await broker.PublishAsync(_topic, "x"u8.ToArray(), new Dictionary<string, string> { ["k"] = "v" }, default);

        var entries = await host.SendAsync("XRANGE", _topic, "-", "+");
        Assert.Equal("[data {}]", entries.Items[0].Items[1].Show());
        Assert.Equal("""[data x metadata {"k":"v"}]""", entries.Items[1].Items[1].Show());
    }

    [SkippableFact]
    public async Task Says_of_each_message_published_at_once_why_it_failed()
    {
        var broker = await OpenAsync();
        await host.SendAsync("SET", _topic, "no stream");

        var failures = await broker.PublishAllAsync(
            _topic, [new OutgoingMessage("1"u8.ToArray(), NoMetadata), new OutgoingMessage("2"u8.ToArray(), NoMetadata)], default);

        Assert.Equal(2, failures.Count);
        Assert.All(failures, failure => Assert.Contains("WRONGTYPE", failure, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Keeps_no_more_than_maxLenApprox_asks_for()
    {
        var broker = await OpenAsync(("maxLenApprox", "1000"));
        await Task.WhenAll(Enumerable.Range(0, 1500).Select(n => PublishAsync(broker, $"{n}")));

        Assert.InRange((await host.SendAsync("XLEN", _topic)).Long, 1000, 1200);
    }

    [SkippableFact]
    public async Task Is_read_from_its_beginning_by_a_new_group()
    {
        await host.SendAsync("XADD", _topic, "*", "data", "early");
        var broker = await OpenAsync();
        Subscribe(broker, _ => Task.CompletedTask);

        await UntilAsync(() => _arrived.Contains("early"));
    }

    [SkippableFact]
    public async Task Hands_metadata_to_the_handler()
    {
        var broker = await OpenAsync();
        var seen = new TaskCompletionSource<PubSubMessage>();
        Subscribe(broker, message => { seen.TrySetResult(message); return Task.CompletedTask; });
        await broker.PublishAsync(_topic, "1"u8.ToArray(), new Dictionary<string, string> { ["k"] = "v" }, default);

        Assert.Equal("v", (await seen.Task.WaitAsync(Patience)).Metadata["k"]);
    }

    [SkippableFact]
    public async Task Counts_as_handled_when_the_handler_fails()
    {
        var broker = await OpenAsync();
        Subscribe(broker, _ => throw new InvalidOperationException("no"));
        await PublishAsync(broker, "1");

        await UntilAsync(() => _arrived.Count == 1);
        await PendingBecomesAsync("app", 0);
    }

    [SkippableFact]
    public async Task Comes_again_when_a_handler_fails_after_the_processing_timeout()
    {
        var broker = await OpenAsync(("processingTimeout", "100ms"), ("redeliverInterval", "20"));
        Subscribe(broker, async (_, late) =>
        {
            if (_arrived.Count == 1)
            {
                await Task.Delay(Timeout.Infinite, late);
            }
        });
        await PublishAsync(broker, "1");

        await UntilAsync(() => _arrived.Count == 2);
        await PendingBecomesAsync("app", 0);
    }

    [SkippableFact]
    public async Task Comes_to_the_next_reader_when_one_died_with_it()
    {
        await host.SendAsync("XGROUP", "CREATE", _topic, "app", "0", "MKSTREAM");
        await host.SendAsync("XADD", _topic, "*", "data", "orphan");
        await host.SendAsync("XREADGROUP", "GROUP", "app", "app", "STREAMS", _topic, ">");

        var broker = await OpenAsync(("processingTimeout", "100"), ("redeliverInterval", "20"));
        Subscribe(broker, _ => Task.CompletedTask);

        await UntilAsync(() => _arrived.Contains("orphan"));
        await PendingBecomesAsync("app", 0);
    }

    [SkippableFact]
    public async Task Stays_pending_when_the_handler_fails_while_the_subscription_stops()
    {
        var broker = await OpenAsync();
        var leave = new TaskCompletionSource();
        Subscribe(broker, _ => leave.Task);
        await PublishAsync(broker, "1");
        await UntilAsync(() => _arrived.Count == 1);

        await _stop.CancelAsync();
        leave.SetException(new InvalidOperationException("cut short"));
        await StopAsync();

        await PendingBecomesAsync("app", 1);
    }

    [SkippableFact]
    public async Task Counts_as_handled_when_the_handler_succeeds_while_the_subscription_stops()
    {
        var broker = await OpenAsync();
        var leave = new TaskCompletionSource();
        Subscribe(broker, _ => leave.Task);
        await PublishAsync(broker, "1");
        await UntilAsync(() => _arrived.Count == 1);

        await _stop.CancelAsync();
        leave.SetResult();
        await StopAsync();

        await PendingBecomesAsync("app", 0);
    }

    [SkippableFact]
    public async Task Is_read_by_a_group_named_by_the_consumer_id()
    {
        var broker = await OpenAsync(("consumerID", "crew"));
        Subscribe(broker, _ => Task.CompletedTask);
        await PublishAsync(broker, "1");
        await UntilAsync(() => _arrived.Count == 1);

        await PendingBecomesAsync("crew", 0);
    }

    [SkippableFact]
    public async Task Goes_to_no_more_handlers_at_once_than_concurrency_allows()
    {
        var broker = await OpenAsync(("concurrency", "2"));
        var (atWork, most) = (0, 0);
        Subscribe(broker, async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atWork));
            await Task.Delay(5);
            Interlocked.Decrement(ref atWork);
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PublishAsync(broker, $"{n}")));

        await UntilAsync(() => _arrived.Count == 20);
        Assert.InRange(most, 1, 2);
    }

    /// <summary>The handler is the first to hear of the end, and has failed before anybody else in the component knows.</summary>
    [SkippableFact]
    public async Task Stays_pending_when_the_end_cuts_its_handler_short()
    {
        var (broker, cut) = (await OpenAsync(), new TaskCompletionSource());
        Subscribe(broker, _ => cut.Task);
        await PublishAsync(broker, "1");
        await UntilAsync(() => _arrived.Count == 1);

        // What was registered last is called first, and goes on with the delivery before it returns.
        using var first = _stop.Token.Register(() => cut.SetException(new OperationCanceledException()));
        await StopAsync();

        await PendingBecomesAsync("app", 1);
    }

    [SkippableFact]
    public async Task Is_read_on_when_the_group_was_destroyed()
    {
        var broker = await OpenAsync();
        Subscribe(broker, _ => Task.CompletedTask);
        await PublishAsync(broker, "1");
        await UntilAsync(() => _arrived.Contains("1"));

        await host.SendAsync("XGROUP", "DESTROY", _topic, "app");
        await PublishAsync(broker, "2");

        await UntilAsync(() => _arrived.Contains("2"));
    }

    [SkippableFact]
    public async Task Is_read_on_when_the_server_comes_back()
    {
        var broker = await OpenAsync();
        Subscribe(broker, _ => Task.CompletedTask);
        await PublishAsync(broker, "before");
        await UntilAsync(() => _arrived.Contains("before"));
        await PendingBecomesAsync("app", 0);

        await host.StopAsync();
        await host.StartAsync();
        await PublishAgainAsync(broker, "after");

        await UntilAsync(() => _arrived.Contains("after"));
        Assert.Equal(1, _arrived.Count(data => data == "before"));
    }

    private async Task<RedisPubSub> OpenAsync(params (string, string)[] fields)
    {
        var broker = (RedisPubSub)await RedisPubSub.CreateAsync(host.Spec("pubsub.redis", fields), RedisHost.Context(), default);
        _brokers.Add(broker);
        return broker;
    }

    private void Subscribe(RedisPubSub broker, Func<PubSubMessage, Task> handler) =>
        Subscribe(broker, (message, _) => handler(message));

    private void Subscribe(RedisPubSub broker, PubSubHandler handler) => _subscriptions.Add(broker.SubscribeAsync(
        _topic, NoMetadata,
        (message, cancel) =>
        {
            _arrived.Enqueue(Encoding.UTF8.GetString(message.Data.Span));
            return handler(message, cancel);
        },
        _stop.Token));

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_subscriptions).WaitAsync(Patience);
    }

    private Task PublishAsync(RedisPubSub broker, string data) =>
        broker.PublishAsync(_topic, Encoding.UTF8.GetBytes(data), NoMetadata, default);

    /// <summary>As an app does: a publish that met the end of the old connection is repeated.</summary>
    private async Task PublishAgainAsync(RedisPubSub broker, string data)
    {
        try
        {
            await PublishAsync(broker, data);
        }
        catch (RedisConnectionException)
        {
            await PublishAsync(broker, data);
        }
    }

    private async Task PendingBecomesAsync(string group, long count)
    {
        await using var client = await host.ConnectAsync();
        var pending = -1L;
        for (var i = 0; i < 500 && pending != count; i++)
        {
            await Task.Delay(i == 0 ? 0 : 10);
            pending = (await client.SendAsync(["XPENDING", _topic, group], default)).Items[0].Long;
        }

        Assert.Equal(count, pending);
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (var i = 0; i < 1000 && !reached(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(reached());
    }
}

public sealed class DaprsTopicsInRedis(RedisServer server) : TopicSuite(server), IClassFixture<RedisServer>;

public sealed class DaprsTopicsInTheEmbeddedServer(EmbeddedServer server) : TopicSuite(server), IClassFixture<EmbeddedServer>;
