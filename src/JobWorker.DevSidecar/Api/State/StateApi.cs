using System.Text.Json;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.PubSub;

namespace JobWorker.DevSidecar.Api.State;

/// <summary><c>/v1.0/state</c>.</summary>
internal sealed class StateApi(StateStores stores, TimeProvider clock) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", ["v1.0", _, var store]) => SetAsync(call, stores.Get(store)),
        ("POST" or "PUT", ["v1.0", _, var store, "bulk"]) => BulkGetAsync(call, stores.Get(store)),
        ("POST" or "PUT", ["v1.0", _, var store, "transaction"]) => TransactAsync(call, stores.Get(store)),
        ("GET", ["v1.0", _, var store, var key]) => GetAsync(call, stores.Get(store), key),
        ("DELETE", ["v1.0", _, var store, var key]) => DeleteAsync(call, stores.Get(store), key),
        _ => null,
    };

    private async Task GetAsync(ApiCall call, KeyedStore store, string key)
    {
        var item = await CallAsync(store, "ERR_STATE_GET", $"fail to get {key} from state store {store.Name}",
            () => store.Store.GetAsync(store.Key(key), call.Cancel), call.Cancel);
        if (item is null)
        {
            await call.NoContent();
            return;
        }

        call.Http.Response.Headers.ETag = item.ETag;
        SetExpiry(call, item);
        await call.JsonAsync(item.Value);
    }

    private async Task SetAsync(ApiCall call, KeyedStore store)
    {
        var ttl = ReadTtl(call);
        var sets = StateBodies.ReadSets(await call.ReadBodyAsync())
            .ConvertAll(request => (request with { TtlInSeconds = request.TtlInSeconds ?? ttl }).ToSet(store.Key(request.Key)));
        await CallAsync(store, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}", async () =>
        {
            await (sets is [var only]
                ? store.Store.SetAsync(only, call.Cancel)
                : Task.WhenAll(sets.Select(set => store.Store.SetAsync(set, call.Cancel))));
            return true;
        }, call.Cancel);
        await call.NoContent();
    }

    private async Task DeleteAsync(ApiCall call, KeyedStore store, string key)
    {
        var etag = call.Http.Request.Headers.IfMatch.ToString();
        var first = call.Http.Request.Query["concurrency"] == "first-write";
        var delete = new StateDelete(store.Key(key), etag.Length > 0 ? etag : null, first);
        await CallAsync(store, "ERR_STATE_DELETE", $"failed deleting state with key {key}", async () =>
        {
            await store.Store.DeleteAsync(delete, call.Cancel);
            return true;
        }, call.Cancel);
        await call.NoContent();
    }

    private static async Task BulkGetAsync(ApiCall call, KeyedStore store)
    {
        var keys = (await call.ReadJsonAsync<BulkGet>()).Keys ?? [];
        var items = await Task.WhenAll(keys.Select(key => TryGetAsync(store, key, call.Cancel)));
        await call.JsonAsync(json =>
        {
            json.WriteStartArray();
            for (var at = 0; at < keys.Count; at++)
            {
                WriteBulkItem(json, keys[at], items[at].Item, items[at].Error);
            }

            json.WriteEndArray();
        });
    }

    private async Task TransactAsync(ApiCall call, KeyedStore store)
    {
        if (!store.Store.Capabilities.Contains("TRANSACTIONAL"))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_STATE_STORE_NOT_SUPPORTED",
                $"state store {store.Name} doesn't support transactions");
        }

        var operations = StateBodies.ReadTransaction(await call.ReadBodyAsync(), store.Key);
        var limit = store.Store.TransactionLimit;
        if (operations.Count > limit)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS",
                $"the transaction contains {operations.Count} operations; state store {store.Name} takes {limit}");
        }

        try
        {
            await store.Retry.ExecuteAsync(async () =>
            {
                await store.Store.TransactAsync(operations, call.Cancel);
                return true;
            }, IsTransient, clock, call.Cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_STATE_TRANSACTION",
                $"error while executing state transaction: {e.Message}", e);
        }

        await call.NoContent();
    }

    private async Task<T> CallAsync<T>(KeyedStore store, string code, string what, Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await store.Retry.ExecuteAsync(work, IsTransient, clock, cancel);
        }
        catch (ETagMismatchException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, code, $"{what}: possible etag mismatch: {e.Message}", e);
        }
        catch (InvalidETagException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, code, $"{what}: invalid etag value: {e.Message}", e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, $"{what}: {e.Message}", e);
        }
    }

    private static bool IsTransient(Exception e) =>
        e is not (ETagMismatchException or InvalidETagException or OperationCanceledException or ApiException);

    private static async Task<(StateItem? Item, string? Error)> TryGetAsync(
        KeyedStore store, string key, CancellationToken cancel)
    {
        try
        {
            return (await store.Store.GetAsync(store.Key(key), cancel), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bulk read answers for each key by itself.
            return (null, e.Message);
        }
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
