using System.Text.Json.Serialization;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0-alpha1/lock</c> and <c>/v1.0-alpha1/unlock</c>.</summary>
internal sealed class LockApi(Locks locks) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST", ["v1.0-alpha1", "lock", var store]) => LockAsync(call, store),
        ("POST", ["v1.0-alpha1", "unlock", var store]) => UnlockAsync(call, store),
        _ => null,
    };

    private async Task LockAsync(ApiCall call, string store)
    {
        var request = await call.ReadJsonAsync<Request>();
        var taken = await locks.TryLockAsync(store, request.Resource, request.Owner, request.Expiry, call.Cancel);
        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, taken);
            json.WriteEndObject();
        });
    }

    private async Task UnlockAsync(ApiCall call, string store)
    {
        var request = await call.ReadJsonAsync<Request>();
        var status = await locks.UnlockAsync(store, request.Resource, request.Owner, call.Cancel);
        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("status"u8, (int)status);
            json.WriteEndObject();
        });
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
