using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>Publishing and output bindings.</summary>
internal sealed partial class DaprHttpClient
{
    private const string MetadataHeader = "metadata.";

    public override Task PublishEventAsync<TData>(
        string pubsubName, string topicName, TData data, CancellationToken cancellationToken = default) =>
        PublishAsync(pubsubName, topicName, Serialized(data), metadata: null, cancellationToken);

    public override Task PublishEventAsync<TData>(
        string pubsubName,
        string topicName,
        TData data,
        Dictionary<string, string> metadata,
        CancellationToken cancellationToken = default) =>
        PublishAsync(pubsubName, topicName, Serialized(data), metadata, cancellationToken);

    public override Task PublishEventAsync(
        string pubsubName, string topicName, CancellationToken cancellationToken = default) =>
        PublishAsync(pubsubName, topicName, content: null, metadata: null, cancellationToken);

    public override Task PublishEventAsync(
        string pubsubName,
        string topicName,
        Dictionary<string, string> metadata,
        CancellationToken cancellationToken = default) =>
        PublishAsync(pubsubName, topicName, content: null, metadata, cancellationToken);

    public override Task PublishByteEventAsync(
        string pubsubName,
        string topicName,
        ReadOnlyMemory<byte> data,
        string dataContentType = "application/json",
        Dictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var content = new ReadOnlyMemoryContent(data);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(dataContentType);
        return PublishAsync(pubsubName, topicName, content, metadata, cancellationToken);
    }

    public override Task InvokeBindingAsync<TRequest>(
        string bindingName,
        string operation,
        TRequest data,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        BindAsync(bindingName, operation, Bytes(data), metadata, cancellationToken);

    public override async Task<TResponse> InvokeBindingAsync<TRequest, TResponse>(
        string bindingName,
        string operation,
        TRequest data,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var answer = await BindAsync(bindingName, operation, Bytes(data), metadata, cancellationToken);
        return Read<TResponse>($"Invoking binding '{bindingName}'", answer.Body);
    }

    public override async Task<BindingResponse> InvokeBindingAsync(
        BindingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await BindAsync(
            request.BindingName, request.Operation, request.Data, request.Metadata, cancellationToken);

        return new(request, answer.Body, MetadataOf(answer));
    }

    private async Task PublishAsync(
        string pubsub,
        string topic,
        HttpContent? content,
        Dictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        Require(pubsub, nameof(pubsub));
        Require(topic, nameof(topic));
        var uri = new SidecarUri("/v1.0/publish").Segment(pubsub);
        foreach (var part in topic.Split('/'))
        {
            uri.Segment(part);
        }

        var request = sidecar.Request(HttpMethod.Post, uri.Metadata(metadata), content);
        await CallAsync($"Publishing to topic '{topic}' of '{pubsub}'", request, cancel);
    }

    private Task<SidecarAnswer> BindAsync(
        string binding,
        string operation,
        ReadOnlyMemory<byte> data,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        Require(binding, nameof(binding));
        Require(operation, nameof(operation));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("operation", operation);
            if (!data.IsEmpty)
            {
                writer.WriteRaw("data", data);
            }

            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        });
        var request = sidecar.Request(HttpMethod.Post, new SidecarUri("/v1.0/bindings").Segment(binding), body);
        return CallAsync($"Invoking binding '{binding}'", request, cancel);
    }

    // Header names arrive in any case, so the names of metadata are compared without it.
    private static Dictionary<string, string> MetadataOf(SidecarAnswer answer) =>
        answer.Headers.NonValidated
            .Where(header => header.Key.StartsWith(MetadataHeader, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                header => header.Key[MetadataHeader.Length..],
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase);

    private HttpContent Serialized<TData>(TData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return JsonBody.Of(Bytes(data));
    }

    private byte[] Bytes<TData>(TData data) => JsonSerializer.SerializeToUtf8Bytes(data, json);
}
