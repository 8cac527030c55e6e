using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Configurations;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/secrets</c>.</summary>
/// <param name="components">Has the stores.</param>
/// <param name="scopes">What the app may read of each; a store without a scope shows all.</param>
internal sealed class SecretsApi(ComponentRegistry components, IReadOnlyDictionary<string, SecretScope> scopes) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _, var store, "bulk"]) => GetAllAsync(call, store),
        ("GET", ["v1.0", _, var store, var key]) => GetAsync(call, store, key),
        _ => null,
    };

    private Task GetAsync(ApiCall call, string store, string key)
    {
        var found = Find(store);
        if (!Admits(store, key))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_PERMISSION_DENIED",
                $"access denied by policy to get \"{key}\" from \"{store}\"");
        }

        var secret = found.Get(key)
            ?? throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_GET",
                $"failed getting secret with key {key} from secret store {store}: there is no such secret");
        return call.JsonAsync(json => Write(json, secret));
    }

    /// <summary>All that the app may read; the others are left out without a word.</summary>
    private Task GetAllAsync(ApiCall call, string store)
    {
        var readable = Find(store).GetAll().Where(secret => Admits(store, secret.Key)).ToList();
        return call.JsonAsync(json =>
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
