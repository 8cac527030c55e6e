using System.Net;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>Reading state.</summary>
internal sealed partial class DaprHttpClient
{
    public override async Task<TValue> GetStateAsync<TValue>(
        string storeName,
        string key,
        ConsistencyMode? consistencyMode = default,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var (value, _) = await GetStateAndETagAsync<TValue>(storeName, key, consistencyMode, metadata, cancellationToken);
        return value;
    }

    public override async Task<(TValue value, string etag)> GetStateAndETagAsync<TValue>(
        string storeName,
        string key,
        ConsistencyMode? consistencyMode = default,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var (bytes, etag) = await GetByteStateAndETagAsync(storeName, key, consistencyMode, metadata, cancellationToken);
        return (Read<TValue>($"Reading '{key}' of store '{storeName}'", bytes.Span), etag);
    }

    public override async Task<ReadOnlyMemory<byte>> GetByteStateAsync(
        string storeName,
        string key,
        ConsistencyMode? consistencyMode = default,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var (bytes, _) = await GetByteStateAndETagAsync(storeName, key, consistencyMode, metadata, cancellationToken);
        return bytes;
    }

    public override async Task<(ReadOnlyMemory<byte>, string etag)> GetByteStateAndETagAsync(
        string storeName,
        string key,
        ConsistencyMode? consistencyMode = default,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        Require(storeName, nameof(storeName));
        Require(key, nameof(key));
        var uri = new SidecarUri("/v1.0/state").Segment(storeName).Segment(key)
            .Query("consistency", StateWire.Name(consistencyMode))
            .Metadata(metadata);
        var request = sidecar.Request(HttpMethod.Get, uri);
        var answer = await CallAsync($"Reading '{key}' of store '{storeName}'", request, cancellationToken);
        return answer.Status == HttpStatusCode.NoContent ? (default, "") : (answer.Body, answer.Header("ETag") ?? "");
    }

    public override async Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(
        string storeName,
        IReadOnlyList<string> keys,
        int? parallelism,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var found = await ReadManyAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. found.Select(item => new BulkStateItem(item.Key, TextOf(item.Data), item.Etag ?? ""))];
    }

    public override async Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(
        string storeName,
        IReadOnlyList<string> keys,
        int? parallelism,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var found = await ReadManyAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. found.Select(item => new BulkStateItem<TValue>(item.Key, ValueOf<TValue>(item.Data), item.Etag ?? ""))];
    }

    private async Task<BulkItem[]> ReadManyAsync(
        string store,
        IReadOnlyList<string> keys,
        int? parallelism,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        Require(store, nameof(store));
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("keys");
            JsonSerializer.Serialize(writer, keys, JsonSerializerOptions.Web);
            writer.WriteNumber("parallelism", parallelism ?? 0);
            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        });
        var operation = $"Reading {keys.Count} keys of store '{store}'";
        var uri = new SidecarUri("/v1.0/state").Segment(store).Segment("bulk");
        var answer = await CallAsync(operation, sidecar.Request(HttpMethod.Post, uri, body), cancel);
        var items = Read<BulkItem[]?>(operation, answer.Body, JsonSerializerOptions.Web) ?? [];
        return Array.Find(items, item => !string.IsNullOrEmpty(item.Error)) is { } broken
            ? throw new DaprApiException($"{operation} failed: '{broken.Key}': {broken.Error}")
            : items;
    }

    private T ValueOf<T>(JsonElement data) =>
        data.ValueKind is JsonValueKind.Undefined ? default! : data.Deserialize<T>(json)!;

    private static string TextOf(JsonElement data) => data.ValueKind is JsonValueKind.Undefined ? "" : data.GetRawText();

    private sealed record BulkItem(string Key, JsonElement Data, string? Etag, string? Error);
}
