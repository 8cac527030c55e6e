using System.Globalization;
using System.Text.Json;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.PubSub;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Api;

/// <summary><c>/v1.0/publish</c>.</summary>
internal sealed class PublishApi(
    ComponentRegistry components, ResiliencyPolicies policies, string appId, TimeProvider clock) : IApi
{
    private const string EventPrefix = "cloudevent.";

    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", [_, _, "bulk", _, _, ..]) => throw new ApiException(
            StatusCodes.Status501NotImplemented, "ERR_API_UNIMPLEMENTED",
            "bulk publishing is not implemented by this development sidecar"),
        ("POST" or "PUT", ["v1.0", _]) => throw Missing("ERR_PUBSUB_EMPTY", "pubsub name is empty"),
        ("POST" or "PUT", ["v1.0", _, var name]) => throw Missing("ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {name}"),
        ("POST" or "PUT", ["v1.0", _, var name, .. var topic]) => PublishAsync(call, name, string.Join('/', topic)),
        _ => null,
    };

    private async Task PublishAsync(ApiCall call, string name, string topic)
    {
        var broker = Find(name);
        if (!TopicScopes.MayPublish(components.FindSpec(name)!, appId, topic))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_PUBSUB_FORBIDDEN",
                $"topic {topic} is not allowed for app id {appId}");
        }

        var metadata = call.QueryMetadata();
        var raw = IsRaw(metadata);
        var body = await call.ReadBodyAsync();
        var data = raw ? body : Wrap(call, name, topic, metadata, body);
        try
        {
            await policies.ForOutbound(name, "Pubsub").ExecuteAsync(async () =>
            {
                await broker.PublishAsync(topic, data, metadata, call.Cancel);
                return true;
            }, e => e is not OperationCanceledException, clock, call.Cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE",
                $"error when publish to topic {topic} in pubsub {name}: {e.Message}", e);
        }

        await call.NoContent();
    }

    private IPubSub Find(string name) =>
        components.Find<IPubSub>(name)
        ?? throw (components.HasAny<IPubSub>()
            ? Missing("ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found")
            : new ApiException(StatusCodes.Status400BadRequest, "ERR_PUBSUB_NOT_CONFIGURED", $"pubsub {name} is not configured"));

    private static ApiException Missing(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    private static bool IsRaw(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("rawPayload", "") switch
        {
            "" or "false" or "False" or "FALSE" or "f" or "F" or "0" => false,
            "true" or "True" or "TRUE" or "t" or "T" or "1" => true,
            var other => throw new ApiException(StatusCodes.Status400BadRequest, "ERR_PUBSUB_REQUEST_METADATA",
                $"metadata.rawPayload must be true or false, not \"{other}\""),
        };

    private ReadOnlyMemory<byte> Wrap(
        ApiCall call, string name, string topic, IReadOnlyDictionary<string, string> metadata, ReadOnlyMemory<byte> body)
    {
        var type = call.Http.Request.ContentType is { Length: > 0 } given ? given : "text/plain";
        var overrides = Overrides(metadata);
        var attributes = Attributes(call, name, topic, overrides) with { ExpiresAt = ExpiresAt(metadata) };
        try
        {
            return ContentTypes.IsCloudEvent(type)
                ? Envelope.Rewrap(attributes, overrides, body)
                : Envelope.Wrap(attributes, body.Span, type);
        }
        catch (JsonException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER",
                $"cannot create cloudevent: {e.Message}", e);
        }
    }

    private Attributes Attributes(ApiCall call, string name, string topic, IReadOnlyDictionary<string, string> overrides)
    {
        var now = clock.GetUtcNow();
        var headers = call.Http.Request.Headers;
        var trace = headers.TraceParent.ToString() is { Length: > 0 } given ? given : TraceParent.New();
        return new Attributes(
            overrides.GetValueOrDefault("id") ?? Guid.CreateVersion7(now).ToString(),
            overrides.GetValueOrDefault("type", Envelope.DefaultType),
            overrides.GetValueOrDefault("source", appId),
            topic, name,
            overrides.GetValueOrDefault("traceparent", trace),
            overrides.GetValueOrDefault("tracestate", headers.TraceState.ToString()),
            now)
        {
            Subject = overrides.GetValueOrDefault("subject"),
            TraceId = overrides.GetValueOrDefault("traceid"),
        };
    }

    private static IReadOnlyDictionary<string, string> Overrides(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? metadata : metadata
            .Where(item => item.Key.StartsWith(EventPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(item => item.Key[EventPrefix.Length..].ToLowerInvariant(), item => item.Value);

    private DateTimeOffset? ExpiresAt(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("ttlInSeconds", out var text) || text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? clock.GetUtcNow().AddSeconds(seconds)
            : throw new ApiException(StatusCodes.Status400BadRequest, "ERR_PUBSUB_REQUEST_METADATA",
                $"metadata.ttlInSeconds must be a whole number above 0, not \"{text}\"");
    }
}
