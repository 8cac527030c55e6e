using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Configurations;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/secrets</c>.</summary>
/// <param name="components">Has the stores.</param>
/// <param name="runners">The policies of each store.</param>
/// <param name="scopes">What the app may read of each; a store without a scope shows all.</param>
internal sealed class SecretsApi(
    ComponentRegistry components, Runners runners, IReadOnlyDictionary<string, SecretScope> scopes) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _, var store, "bulk"]) => GetAllAsync(call, store),
        ("GET", ["v1.0", _, var store, var key]) => GetAsync(call, store, key),
        _ => null,
    };

    private async Task GetAsync(ApiCall call, string store, string key)
    {
        var found = Find(store);
        if (!Admits(store, key))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_PERMISSION_DENIED",
                $"access denied by policy to get \"{key}\" from \"{store}\"");
        }

        var secret = await ReadAsync(store, () => found.Get(key), $"secret with key {key}", call.Cancel)
            ?? throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_GET",
                $"failed getting secret with key {key} from secret store {store}: there is no such secret");
        await call.JsonAsync(json => Write(json, secret));
    }

    /// <summary>All that the app may read; the others are left out without a word.</summary>
    private async Task GetAllAsync(ApiCall call, string store)
    {
        var found = Find(store);
        var all = await ReadAsync(store, found.GetAll, "all secrets", call.Cancel);
        var readable = all.Where(secret => Admits(store, secret.Key)).ToList();
        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            foreach (var (name, secret) in readable)
            {
                json.WritePropertyName(name);
                Write(json, secret);
            }

            json.WriteEndObject();
        });
    }

    private ISecretStore Find(string store) => components.Find<ISecretStore>(store)
        ?? throw (components.HasAny<ISecretStore>()
            ? new ApiException(StatusCodes.Status401Unauthorized, "ERR_SECRET_STORE_NOT_FOUND",
                $"failed finding secret store with key {store}")
            : new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED",
                "secret store is not configured"));

    private bool Admits(string store, string key) => !scopes.TryGetValue(store, out var scope) || scope.Admits(key);

    private async Task<T> ReadAsync<T>(string store, Func<T> read, string what, CancellationToken cancel)
    {
        try
        {
            return await runners.ForOutbound(store, "Secretstore").RunAsync(_ => Task.FromResult(read()), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_GET",
                $"failed getting {what} from secret store {store}: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> secret)
    {
        json.WriteStartObject();
        foreach (var (name, value) in secret)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
