using System.Collections.Concurrent;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Http.State;

/// <summary>A state store with the prefix its keys get and the policies its calls go by.</summary>
internal sealed record KeyedStore(string Name, IStateStore Store, string Prefix, Runner Runner)
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

/// <summary>The state stores of this sidecar, as they are at the moment.</summary>
internal sealed class StateStores(
    ComponentRegistry components, Runners runners, string appId, string podNamespace)
{
    private readonly ConcurrentDictionary<string, KeyedStore> _keyed = new(StringComparer.Ordinal);
    private readonly string? _actors = components.All.FirstOrDefault(component =>
        component.Instance is IStateStore
        && component.Spec.Get("actorStateStore").Equals("true", StringComparison.OrdinalIgnoreCase))?.Spec.Name;

    /// <summary>Where actors keep their state; none where no component says <c>actorStateStore: "true"</c>.</summary>
    /// <remarks>Never reloaded. Keys of actors have a prefix of their own, whatever the component says.</remarks>
    public KeyedStore? Actors => _actors is null ? null : Get(_actors);

    /// <exception cref="ApiException">There is no such store.</exception>
    public KeyedStore Get(string name)
    {
        if (components.Find(name) is not { Instance: IStateStore store } component)
        {
            throw components.HasAny<IStateStore>()
                ? new ApiException(
                    StatusCodes.Status400BadRequest, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found")
                : new ApiException(
                    StatusCodes.Status500InternalServerError, "ERR_STATE_STORE_NOT_CONFIGURED",
                    $"state store {name} is not configured");
        }

        return _keyed.TryGetValue(name, out var keyed) && keyed.Store == store
            ? keyed
            : _keyed[name] = new KeyedStore(
                name, store, KeyPrefix.Of(component.Spec, appId, podNamespace), runners.ForOutbound(name, "Statestore"));
    }
}
