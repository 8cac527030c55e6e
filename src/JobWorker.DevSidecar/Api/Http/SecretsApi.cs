using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/secrets</c>, without bulk reading.</summary>
internal sealed class SecretsApi(ComponentRegistry components) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _, var store, var key]) => GetAsync(call, store, key),
        _ => null,
    };

    private Task GetAsync(ApiCall call, string store, string key)
    {
        var found = components.Find<ISecretStore>(store)
            ?? throw (components.HasAny<ISecretStore>()
                ? new ApiException(StatusCodes.Status401Unauthorized, "ERR_SECRET_STORE_NOT_FOUND",
                    $"failed finding secret store with key {store}")
                : new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED",
                    "secret store is not configured"));
        var secret = found.Get(key)
            ?? throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_SECRET_GET",
                $"failed getting secret with key {key} from secret store {store}: there is no such secret");
        return call.JsonAsync(json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in secret)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        });
    }
}
