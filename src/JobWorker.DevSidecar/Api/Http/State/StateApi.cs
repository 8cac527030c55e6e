using System.Text.Json;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Http.State;

/// <summary><c>/v1.0/state</c>.</summary>
internal sealed class StateApi(StateOperations state) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", ["v1.0", _, var store]) => SetAsync(call, state.Store(store)),
        ("POST" or "PUT", ["v1.0", _, var store, "bulk"]) => BulkGetAsync(call, state.Store(store)),
        ("POST" or "PUT", ["v1.0", _, var store, "transaction"]) => TransactAsync(call, state.Store(store)),
        ("POST" or "PUT", ["v1.0-alpha1", _, _, "query"]) => throw new ApiException(
            StatusCodes.Status501NotImplemented, "ERR_API_UNIMPLEMENTED",
            "the state query API is not implemented by this development sidecar"),
        ("GET", ["v1.0", _, var store, var key]) => GetAsync(call, state.Store(store), key),
        ("DELETE", ["v1.0", _, var store, var key]) => DeleteAsync(call, state.Store(store), key),
        _ => null,
    };

    private static async Task GetAsync(ApiCall call, KeyedStore store, string key)
    {
        var item = await StateOperations.GetAsync(store, key, call.Cancel);
        if (item is null)
        {
            await call.NoContent();
            return;
        }

        call.Http.Response.Headers.ETag = item.ETag;
        SetExpiry(call, item);
        await call.JsonAsync(item.Value);
    }

    private static async Task SetAsync(ApiCall call, KeyedStore store)
    {
        var ttl = ReadTtl(call);
        var sets = StateBodies.ReadSets(await call.ReadBodyAsync())
            .ConvertAll(request => request with { TtlInSeconds = request.TtlInSeconds ?? ttl });
        await StateOperations.SetAsync(store, sets, call.Cancel);
        await call.NoContent();
    }

    private static async Task DeleteAsync(ApiCall call, KeyedStore store, string key)
    {
        var etag = call.Http.Request.Headers.IfMatch.ToString();
        var first = call.Http.Request.Query["concurrency"] == "first-write";
        var request = new StateRequest(key, default, etag.Length > 0 ? etag : null, first, null);
        await StateOperations.DeleteAsync(store, request, call.Cancel);
        await call.NoContent();
    }

    private static async Task BulkGetAsync(ApiCall call, KeyedStore store)
    {
        var keys = (await call.ReadJsonAsync<BulkGet>()).Keys ?? [];
        var items = await StateOperations.GetBulkAsync(store, keys, call.Cancel);
        await call.JsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var (key, item, error) in items)
            {
                WriteBulkItem(json, key, item, error);
            }

            json.WriteEndArray();
        });
    }

    private static async Task TransactAsync(ApiCall call, KeyedStore store)
    {
        StateOperations.RequireTransactions(store);
        var operations = StateBodies.ReadTransaction(await call.ReadBodyAsync(), store.Key);
        await StateOperations.TransactAsync(store, operations, call.Cancel);
        await call.NoContent();
    }

    private static void WriteBulkItem(Utf8JsonWriter json, string key, StateItem? item, string? error)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        if (item is not null && JsonSlice.IsJson(item.Value.Span))
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(item.Value.Span, skipInputValidation: true);
            json.WriteString("etag"u8, item.ETag);
        }

        if (item?.ExpiresAt is { } end)
        {
            json.WriteStartObject("metadata"u8);
            json.WriteString("ttlExpireTime"u8, Envelope.Rfc3339(end));
            json.WriteEndObject();
        }

        if ((error ?? (item is not null && !JsonSlice.IsJson(item.Value.Span) ? "the value is not JSON" : null)) is { } problem)
        {
            json.WriteString("error"u8, problem);
        }

        json.WriteEndObject();
    }

    private static void SetExpiry(ApiCall call, StateItem item)
    {
        if (item.ExpiresAt is { } end)
        {
            call.Http.Response.Headers["metadata.ttlExpireTime"] = Envelope.Rfc3339(end);
        }
    }

    private static int? ReadTtl(ApiCall call)
    {
        try
        {
            return StateRequest.Ttl(call.QueryMetadata());
        }
        catch (JsonException e)
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    private sealed record BulkGet(List<string>? Keys);
}
