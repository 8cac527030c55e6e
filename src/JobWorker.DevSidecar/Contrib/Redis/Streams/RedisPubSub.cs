using System.Text.Json;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary><c>pubsub.redis</c>: a topic is a stream, a subscriber is a consumer group named by its consumer id.</summary>
internal sealed class RedisPubSub : IPubSub
{
    private readonly string _name;
    private readonly RedisPubSubSettings _settings;
    private readonly RedisClient _redis;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ReceiveErrors _errors;
    private readonly SemaphoreSlim _workers;
    private readonly CancellationTokenSource _closing = new();

    private RedisPubSub(
        string name, RedisPubSubSettings settings, RedisClient redis, TimeProvider clock, ILogger logger, ReceiveErrors errors)
    {
        (_name, _settings, _redis, _clock, _logger, _errors) = (name, settings, redis, clock, logger, errors);
        _workers = new SemaphoreSlim(settings.Concurrency);
    }

    /// <summary>Reads the settings and connects.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or Redis cannot be reached.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var settings = RedisPubSubSettings.From(spec, context.AppId);
        var logger = context.Logs.CreateLogger<RedisPubSub>();
        var redis = await RedisComponents.ConnectAsync(spec, context, logger, cancel);

        return new RedisPubSub(spec.Name, settings, redis, context.Clock, logger, context.ReceiveErrors);
    }

    public async Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel) =>
        await _redis.SendAsync(Append(topic, data, metadata), cancel);

    /// <summary>All in one round trip.</summary>
    public async Task<IReadOnlyList<string?>> PublishAllAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel)
    {
        try
        {
            var answers = await _redis.SendAllAsync(
                [.. messages.Select(message => Append(topic, message.Data, message.Metadata))], cancel);
            return [.. answers.Select(answer => (answer as RespValue.Failure)?.Message)];
        }
        catch (RedisConnectionException e)
        {
            return [.. messages.Select(_ => e.Message)];
        }
    }

    public async Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closing.Token);
        var delivery = new RedisDelivery(
            topic, _settings, _redis, _workers, handler, _clock, _logger, stopping: cancel, _closing.Token);
        await RedisGroups.EnsureAsync(_redis, topic, _settings.ConsumerId, stop.Token);
        var reader = new RedisTopicReader(_name, topic, _settings, _redis, delivery, _clock, _logger, _errors);
        var reclaimer = new RedisReclaimer(topic, _settings, _redis, delivery, _clock, _logger);

        await Task.WhenAll(reader.RunAsync(stop.Token), reclaimer.RunAsync(stop.Token));
        await delivery.DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _redis.DisposeAsync();
    }

    private List<RedisArgument> Append(string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata)
    {
        List<RedisArgument> command = ["XADD", topic];
        if (_settings.MaxLenApprox > 0)
        {
            command.AddRange(["MAXLEN", "~", _settings.MaxLenApprox]);
        }
        else if (_settings.StreamTtl > TimeSpan.Zero)
        {
            var oldest = (_clock.GetUtcNow() - _settings.StreamTtl).ToUnixTimeMilliseconds();
            command.AddRange(["MINID", "~", $"{oldest}-1"]);
        }

        command.AddRange(["*", "data", data]);
        if (metadata.Count > 0)
        {
            command.AddRange(["metadata", JsonSerializer.SerializeToUtf8Bytes(metadata)]);
        }

        return command;
    }
}
