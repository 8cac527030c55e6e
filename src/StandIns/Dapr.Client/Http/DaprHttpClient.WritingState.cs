using System.Net;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>Writing and deleting state.</summary>
internal sealed partial class DaprHttpClient
{
    public override Task SaveStateAsync<TValue>(
        string storeName,
        string key,
        TValue value,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        SaveAsync(storeName, key, Writes(value), etag: null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TrySaveStateAsync<TValue>(
        string storeName,
        string key,
        TValue value,
        string etag,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return SaveAsync(storeName, key, Writes(value), etag, stateOptions, metadata, cancellationToken);
    }

    public override Task SaveByteStateAsync(
        string storeName,
        string key,
        ReadOnlyMemory<byte> binaryValue,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        SaveAsync(storeName, key, WritesRaw(binaryValue), etag: null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TrySaveByteStateAsync(
        string storeName,
        string key,
        ReadOnlyMemory<byte> binaryValue,
        string etag,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return SaveAsync(storeName, key, WritesRaw(binaryValue), etag, stateOptions, metadata, cancellationToken);
    }

    public override Task SaveBulkStateAsync<TValue>(
        string storeName, IReadOnlyList<SaveStateItem<TValue>> items, CancellationToken cancellationToken = default)
    {
        Require(storeName, nameof(storeName));
        ArgumentOutOfRangeException.ThrowIfZero(items.Count, nameof(items));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartArray();
            foreach (var x in items)
            {
                writer.WriteStateItem(x.Key, Writes(x.Value), x.ETag, x.StateOptions, x.Metadata);
            }

            writer.WriteEndArray();
        });
        var request = sidecar.Request(HttpMethod.Post, new SidecarUri("/v1.0/state").Segment(storeName), body);
        return CallAsync($"Saving {items.Count} keys of store '{storeName}'", request, cancellationToken);
    }

    public override Task ExecuteStateTransactionAsync(
        string storeName,
        IReadOnlyList<StateTransactionRequest> operations,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        Require(storeName, nameof(storeName));
        ArgumentOutOfRangeException.ThrowIfZero(operations.Count, nameof(operations));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("operations");
            foreach (var operation in operations)
            {
                WriteOperation(writer, operation);
            }

            writer.WriteEndArray();
            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        });
        var uri = new SidecarUri("/v1.0/state").Segment(storeName).Segment("transaction");
        return CallAsync(
            $"A transaction on store '{storeName}'", sidecar.Request(HttpMethod.Post, uri, body), cancellationToken);
    }

    public override Task DeleteStateAsync(
        string storeName,
        string key,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        DeleteAsync(storeName, key, etag: null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TryDeleteStateAsync(
        string storeName,
        string key,
        string etag,
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return DeleteAsync(storeName, key, etag, stateOptions, metadata, cancellationToken);
    }

    private Task<bool> SaveAsync(
        string store,
        string key,
        Action<Utf8JsonWriter> value,
        string? etag,
        StateOptions? options,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        Require(store, nameof(store));
        Require(key, nameof(key));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartArray();
            writer.WriteStateItem(key, value, etag, options, metadata);
            writer.WriteEndArray();
        });
        var request = sidecar.Request(HttpMethod.Post, new SidecarUri("/v1.0/state").Segment(store), body);
        return ChangeAsync($"Saving '{key}' of store '{store}'", request, etag, cancel);
    }

    private Task<bool> DeleteAsync(
        string store,
        string key,
        string? etag,
        StateOptions? options,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        Require(store, nameof(store));
        Require(key, nameof(key));
        var uri = new SidecarUri("/v1.0/state").Segment(store).Segment(key)
            .Query("concurrency", StateWire.Name(options?.Concurrency))
            .Query("consistency", StateWire.Name(options?.Consistency))
            .Metadata(metadata);
        var request = sidecar.Request(HttpMethod.Delete, uri);
        if (etag is not null)
        {
            // Stores' ETags are bare words, not the quoted strings of RFC 9110.
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        return ChangeAsync($"Deleting '{key}' of store '{store}'", request, etag, cancel);
    }

    /// <summary>False when an ETag was sent and no longer holds.</summary>
    private async Task<bool> ChangeAsync(
        string operation, HttpRequestMessage request, string? etag, CancellationToken cancel)
    {
        var answer = await AskAsync(operation, request, cancel);
        return !(etag is not null && answer.Status == HttpStatusCode.Conflict) && answer.Expected(operation) is not null;
    }

    private Action<Utf8JsonWriter> Writes<TValue>(TValue value) => writer =>
    {
        writer.WritePropertyName("value");
        JsonSerializer.Serialize(writer, value, json);
    };

    private static Action<Utf8JsonWriter> WritesRaw(ReadOnlyMemory<byte> value) => writer => writer.WriteRaw("value", value);

    private static void WriteOperation(Utf8JsonWriter writer, StateTransactionRequest x)
    {
        writer.WriteStartObject();
        writer.WriteString("operation", x.OperationType is StateOperationType.Delete ? "delete" : "upsert");
        writer.WritePropertyName("request");
        writer.WriteStateItem(x.Key, x.Value is { } value ? WritesRaw(value) : null, x.ETag, x.Options, x.Metadata);
        writer.WriteEndObject();
    }
}
