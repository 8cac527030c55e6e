using System.Globalization;
using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>A message to publish, whichever way it came.</summary>
/// <param name="PubSub">The component's name.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Data">The message, or a whole CloudEvent.</param>
/// <param name="ContentType">Decides the form of the event; empty means <c>text/plain</c>.</param>
/// <param name="Metadata">Such as <c>rawPayload</c>, <c>ttlInSeconds</c>, <c>cloudevent.id</c>.</param>
/// <param name="Trace">Goes into the event.</param>
internal sealed record Publication(
    string PubSub, string Topic, ReadOnlyMemory<byte> Data, string ContentType, IReadOnlyDictionary<string, string> Metadata,
    TraceContext Trace);

/// <summary>Publishes messages, wrapped as CloudEvents unless they ask to stay as they are.</summary>
internal sealed class Publisher(ComponentRegistry components, Runners runners, string appId, TimeProvider clock)
{
    private const string EventPrefix = "cloudevent.";
    private static readonly Dictionary<string, string> NoOverrides = [];

    /// <summary>Returns once the broker has the message.</summary>
    /// <exception cref="ApiException">The component is missing, the message not allowed, or the broker refused it.</exception>
    public async Task PublishAsync(Publication message, CancellationToken cancel)
    {
        var broker = Find(message.PubSub, message.Topic);
        var data = Encode(message);
        try
        {
            await runners.ForOutbound(message.PubSub, "Pubsub").RunAsync(async token =>
            {
                await broker.PublishAsync(message.Topic, data, message.Metadata, token);
                return true;
            }, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE",
                $"error when publish to topic {message.Topic} in pubsub {message.PubSub}: {e.Message}", e);
        }
    }

    /// <summary>The component, once it is clear that the app may publish to the topic.</summary>
    /// <exception cref="ApiException">There is no such component, no topic, or the scopes forbid it.</exception>
    public IPubSub Find(string name, string topic)
    {
        if (name.Length == 0)
        {
            throw Missing("ERR_PUBSUB_EMPTY", "pubsub name is empty");
        }

        var broker = components.Find<IPubSub>(name)
            ?? throw (components.HasAny<IPubSub>()
                ? Missing("ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found")
                : new ApiException(
                    StatusCodes.Status400BadRequest, "ERR_PUBSUB_NOT_CONFIGURED", $"pubsub {name} is not configured"));
        if (topic.Length == 0)
        {
            throw Missing("ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {name}");
        }

        return TopicScopes.MayPublish(components.FindSpec(name)!, appId, topic)
            ? broker
            : throw new ApiException(StatusCodes.Status403Forbidden, "ERR_PUBSUB_FORBIDDEN",
                $"topic {topic} is not allowed for app id {appId}");
    }

    /// <summary>The message as the broker gets it.</summary>
    /// <exception cref="ApiException">Its metadata or its CloudEvent cannot be used.</exception>
    public ReadOnlyMemory<byte> Encode(Publication message) => IsRaw(message.Metadata) ? message.Data : Wrap(message);

    private static ApiException Missing(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    private static bool IsRaw(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("rawPayload", "") switch
        {
            "" or "false" or "False" or "FALSE" or "f" or "F" or "0" => false,
            "true" or "True" or "TRUE" or "t" or "T" or "1" => true,
            var other => throw new ApiException(StatusCodes.Status400BadRequest, "ERR_PUBSUB_REQUEST_METADATA",
                $"metadata.rawPayload must be true or false, not \"{other}\""),
        };

    private ReadOnlyMemory<byte> Wrap(Publication message)
    {
        var type = message.ContentType is { Length: > 0 } given ? given : "text/plain";
        try
        {
            return ContentTypes.IsCloudEvent(type)
                ? Envelope.Rewrap(Attributes(message, NoOverrides), message.Data)
                : Envelope.Wrap(Attributes(message, Overrides(message.Metadata)), message.Data.Span, type);
        }
        catch (JsonException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER",
                $"cannot create cloudevent: {e.Message}", e);
        }
    }

    private Attributes Attributes(Publication message, IReadOnlyDictionary<string, string> overrides)
    {
        var now = clock.GetUtcNow();
        return new Attributes(
            overrides.GetValueOrDefault("id") ?? Guid.CreateVersion7(now).ToString(),
            overrides.GetValueOrDefault("type", Envelope.DefaultType),
            overrides.GetValueOrDefault("source", appId),
            message.Topic, message.PubSub,
            overrides.GetValueOrDefault("traceparent") ?? overrides.GetValueOrDefault("traceid", message.Trace.Parent),
            overrides.GetValueOrDefault("tracestate", message.Trace.State),
            now)
        {
            Subject = overrides.GetValueOrDefault("subject"),
            ExpiresAt = ExpiresAt(message.Metadata, now),
        };
    }

    private static IReadOnlyDictionary<string, string> Overrides(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? metadata : metadata
            .Where(item => item.Key.StartsWith(EventPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(item => item.Key[EventPrefix.Length..].ToLowerInvariant(), item => item.Value);

    private static DateTimeOffset? ExpiresAt(IReadOnlyDictionary<string, string> metadata, DateTimeOffset now)
    {
        if (!metadata.TryGetValue("ttlInSeconds", out var text) || text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? now.AddSeconds(seconds)
            : throw new ApiException(StatusCodes.Status400BadRequest, "ERR_PUBSUB_REQUEST_METADATA",
                $"metadata.ttlInSeconds must be a whole number above 0, not \"{text}\"");
    }
}
