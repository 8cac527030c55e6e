using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>Locks, secrets, and the sidecar itself.</summary>
internal sealed partial class DaprHttpClient
{
    public override async Task<TryLockResponse> Lock(
        string storeName,
        string resourceId,
        string lockOwner,
        int expiryInSeconds,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expiryInSeconds);
        var answer = await LockCallAsync("lock", storeName, resourceId, lockOwner, expiryInSeconds, cancellationToken);
        return new TryLockResponse
        {
            Success = answer.TryGetProperty("success", out var success) && success.GetBoolean(),
            StoreName = storeName,
            ResourceId = resourceId,
            LockOwner = lockOwner,
            Client = this,
        };
    }

    public override async Task<UnlockResponse> Unlock(
        string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default)
    {
        var answer = await LockCallAsync("unlock", storeName, resourceId, lockOwner, expiry: null, cancellationToken);
        var status = answer.TryGetProperty("status", out var number) ? number.GetInt32() : 0;
        return new UnlockResponse(status is >= 0 and <= 2 ? (LockStatus)status : LockStatus.InternalError);
    }

    public override async Task<Dictionary<string, string>> GetSecretAsync(
        string storeName,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        Require(storeName, nameof(storeName));
        Require(key, nameof(key));
        var operation = $"Reading secret '{key}' from '{storeName}'";
        var uri = new SidecarUri("/v1.0/secrets").Segment(storeName).Segment(key).Metadata(metadata);
        var answer = await CallAsync(operation, sidecar.Request(HttpMethod.Get, uri), cancellationToken);
        return Read<Dictionary<string, string>>(operation, answer.Body, JsonSerializerOptions.Web);
    }

    public override Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("/v1.0/healthz", cancellationToken);

    public override Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("/v1.0/healthz/outbound", cancellationToken);

    public override async Task WaitForSidecarAsync(CancellationToken cancellationToken = default)
    {
        while (!await CheckOutboundHealthAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public override Task ShutdownSidecarAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            "Shutting the sidecar down",
            sidecar.Request(HttpMethod.Post, new SidecarUri("/v1.0/shutdown")),
            cancellationToken);

    public override async Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        const string Operation = "Reading the sidecar's metadata";
        var request = sidecar.Request(HttpMethod.Get, new SidecarUri("/v1.0/metadata"));
        var answer = await CallAsync(Operation, request, cancellationToken);
        return Read<MetadataWire>(Operation, answer.Body, JsonSerializerOptions.Web).ToMetadata();
    }

    public override Task SetMetadataAsync(
        string attributeName, string attributeValue, CancellationToken cancellationToken = default)
    {
        Require(attributeName, nameof(attributeName));
        var body = new StringContent(attributeValue, Encoding.UTF8, MediaTypeNames.Text.Plain);
        var request = sidecar.Request(HttpMethod.Put, new SidecarUri("/v1.0/metadata").Segment(attributeName), body);
        return CallAsync($"Setting the sidecar's attribute '{attributeName}'", request, cancellationToken);
    }

    private async Task<bool> IsHealthyAsync(string path, CancellationToken cancel)
    {
        try
        {
            var answer = await sidecar.SendAsync(sidecar.Request(HttpMethod.Get, new SidecarUri(path)), cancel);
            return (int)answer.Status is >= 200 and < 300;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement> LockCallAsync(
        string verb, string store, string resource, string owner, int? expiry, CancellationToken cancel)
    {
        Require(store, nameof(store));
        Require(resource, nameof(resource));
        Require(owner, nameof(owner));
        var body = JsonBody.Write(json, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("resourceId", resource);
            writer.WriteString("lockOwner", owner);
            if (expiry is { } seconds)
            {
                writer.WriteNumber("expiryInSeconds", seconds);
            }

            writer.WriteEndObject();
        });
        var operation = $"The {verb} of '{resource}' in '{store}'";
        var request = sidecar.Request(HttpMethod.Post, new SidecarUri($"/v1.0-alpha1/{verb}").Segment(store), body);
        var answer = await CallAsync(operation, request, cancel);
        return Read<JsonElement>(operation, answer.Body);
    }
}
