using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Api.Http.State;

/// <summary>A state store with the prefix its keys get and the policy its calls go by.</summary>
internal sealed record KeyedStore(string Name, IStateStore Store, string Prefix, RetryPolicy Retry)
{
    /// <summary>The key as the store knows it.</summary>
    /// <exception cref="ApiException">It is empty or has the separator in it.</exception>
    public string Key(string key) => key switch
    {
        "" => throw new ApiException(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", "a state key must not be empty"),
        _ when key.Contains(KeyPrefix.Separator, StringComparison.Ordinal) => throw new ApiException(
            StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST",
            $"input key/keyPrefix '{key}' can't contain '{KeyPrefix.Separator}'"),
        _ => Prefix + key,
    };
}

/// <summary>The state stores of this sidecar.</summary>
internal sealed class StateStores
{
    private readonly Dictionary<string, KeyedStore> _stores;

    public StateStores(ComponentRegistry components, ResiliencyPolicies policies, string appId, string podNamespace)
    {
        var found = components.All.Where(component => component.Instance is IStateStore).ToList();
        _stores = found.ToDictionary(
            component => component.Spec.Name,
            component => new KeyedStore(
                component.Spec.Name, (IStateStore)component.Instance, KeyPrefix.Of(component.Spec, appId, podNamespace),
                policies.ForOutbound(component.Spec.Name, "Statestore")),
            StringComparer.Ordinal);
        Actors = found.FirstOrDefault(component =>
            component.Spec.Get("actorStateStore").Equals("true", StringComparison.OrdinalIgnoreCase))?.Instance as IStateStore;
    }

    /// <summary>Where actors keep their state; none where no component says <c>actorStateStore: "true"</c>.</summary>
    public IStateStore? Actors { get; }

    /// <exception cref="ApiException">There is no such store.</exception>
    public KeyedStore Get(string name) =>
        _stores.TryGetValue(name, out var store) ? store
        : _stores.Count == 0 ? throw new ApiException(
            StatusCodes.Status500InternalServerError, "ERR_STATE_STORE_NOT_CONFIGURED", $"state store {name} is not configured")
        : throw new ApiException(
            StatusCodes.Status400BadRequest, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found");
}
