using System.Text.Json.Serialization;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api;

/// <summary><c>/v1.0-alpha1/lock</c> and <c>/v1.0-alpha1/unlock</c>.</summary>
internal sealed class LockApi(ComponentRegistry components, string appId, string podNamespace) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST", ["v1.0-alpha1", "lock", var store]) => LockAsync(call, store),
        ("POST", ["v1.0-alpha1", "unlock", var store]) => UnlockAsync(call, store),
        _ => null,
    };

    private async Task LockAsync(ApiCall call, string name)
    {
        var store = Find(name);
        var request = await call.ReadJsonAsync<Request>();
        Check(request);
        if (request.Expiry <= 0)
        {
            throw Malformed("ExpiryInSeconds is not positive");
        }

        var taken = await CallAsync("ERR_TRY_LOCK", () =>
            store.TryLockAsync(Key(name, request), request.Owner, request.Expiry, call.Cancel));
        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, taken);
            json.WriteEndObject();
        });
    }

    private async Task UnlockAsync(ApiCall call, string name)
    {
        var store = Find(name);
        var request = await call.ReadJsonAsync<Request>();
        Check(request);
        var status = await CallAsync("ERR_UNLOCK", () => store.UnlockAsync(Key(name, request), request.Owner, call.Cancel));
        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("status"u8, (int)status);
            json.WriteEndObject();
        });
    }

    private ILockStore Find(string name) =>
        components.Find<ILockStore>(name)
        ?? throw (components.HasAny<ILockStore>()
            ? new ApiException(StatusCodes.Status400BadRequest, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {name} not found")
            : new ApiException(
                StatusCodes.Status500InternalServerError, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured"));

    private string Key(string name, Request request)
    {
        var spec = components.FindSpec(name)!;
        return $"lock{KeyPrefix.Separator}{KeyPrefix.Of(spec, appId, podNamespace)}{request.Resource}";
    }

    private static void Check(Request request)
    {
        if (request.Resource.Length == 0)
        {
            throw Malformed("ResourceId is empty");
        }

        if (request.Owner.Length == 0)
        {
            throw Malformed("LockOwner is empty");
        }
    }

    private static ApiException Malformed(string problem) =>
        new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", problem);

    private static async Task<T> CallAsync<T>(string code, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, e.Message, e);
        }
    }

    /// <summary>Both spellings that protobuf's JSON takes.</summary>
    private sealed record Request
    {
        public string ResourceId { get; init; } = "";

        public string LockOwner { get; init; } = "";

        public int ExpiryInSeconds { get; init; }

        [JsonPropertyName("resource_id")]
        public string ResourceIdSnake { get; init; } = "";

        [JsonPropertyName("lock_owner")]
        public string LockOwnerSnake { get; init; } = "";

        [JsonPropertyName("expiry_in_seconds")]
        public int ExpirySnake { get; init; }

        [JsonIgnore]
        public string Resource => ResourceId.Length > 0 ? ResourceId : ResourceIdSnake;

        [JsonIgnore]
        public string Owner => LockOwner.Length > 0 ? LockOwner : LockOwnerSnake;

        [JsonIgnore]
        public int Expiry => ExpiryInSeconds != 0 ? ExpiryInSeconds : ExpirySnake;
    }
}
