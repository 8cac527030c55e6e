using System.Collections.Frozen;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Components;

/// <summary>A component with its settings.</summary>
internal sealed record Component(ComponentSpec Spec, object Instance)
{
    /// <summary>What <c>/v1.0/metadata</c> lists.</summary>
    public IReadOnlyList<string> Capabilities => Instance switch
    {
        IStateStore store => store.Capabilities,
        IInputBinding and IOutputBinding => ["INPUT_BINDING", "OUTPUT_BINDING"],
        IInputBinding => ["INPUT_BINDING"],
        IOutputBinding => ["OUTPUT_BINDING"],
        _ => [],
    };
}

/// <summary>The components of this sidecar.</summary>
internal sealed class ComponentRegistry : IAsyncDisposable
{
    private readonly FrozenDictionary<string, Component> _byName;

    private ComponentRegistry(IReadOnlyList<Component> all)
    {
        All = all;
        _byName = all.ToFrozenDictionary(component => component.Spec.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<Component> All { get; }

    /// <summary>Makes every component, secret stores first because the others may refer to them.</summary>
    /// <exception cref="ResourceException">
    /// A type is unknown, a reference leads nowhere, or a component refuses its settings.
    /// </exception>
    public static async Task<ComponentRegistry> CreateAsync(
        IReadOnlyList<ComponentResource> resources, IReadOnlyDictionary<string, ComponentFactory> types,
        ValueResolver values, ComponentContext context, CancellationToken cancel)
    {
        foreach (var unknown in resources.Where(resource => !types.ContainsKey(resource.Type)))
        {
            throw new ResourceException(unknown.Source,
                $"component \"{unknown.Name}\" has the unknown type {unknown.Type}. Supported here: "
                + string.Join(", ", types.Keys.Order(StringComparer.Ordinal)) + ".");
        }

        var made = new List<Component>();
        foreach (var resource in resources.OrderBy(resource => IsSecretStore(resource) ? 0 : 1))
        {
            if (await MakeAsync(resource, types[resource.Type], values.Resolve(resource, made), context, cancel) is { } component)
            {
                made.Add(component);
            }
        }

        return new ComponentRegistry(made);
    }

    /// <summary>The settings of the component of that name.</summary>
    public ComponentSpec? FindSpec(string name) => _byName.TryGetValue(name, out var component) ? component.Spec : null;

    /// <summary>The component of that name if it is a <typeparamref name="T"/>.</summary>
    public T? Find<T>(string name) where T : class =>
        _byName.TryGetValue(name, out var component) ? component.Instance as T : null;

    /// <summary>Whether there is any <typeparamref name="T"/>.</summary>
    public bool HasAny<T>() => All.Any(component => component.Instance is T);

    public async ValueTask DisposeAsync()
    {
        foreach (var component in All.Reverse())
        {
            if (component.Instance is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }

    private static bool IsSecretStore(ComponentResource resource) =>
        resource.Type.StartsWith("secretstores.", StringComparison.OrdinalIgnoreCase);

    private static async Task<Component?> MakeAsync(
        ComponentResource resource, ComponentFactory factory, ComponentSpec spec, ComponentContext context,
        CancellationToken cancel)
    {
        try
        {
            return new Component(spec, await factory(spec, context, cancel));
        }
        catch (ComponentException e) when (resource.IgnoreErrors)
        {
            context.Logs.CreateLogger("sidecar").ComponentIgnored(spec.Name, spec.Type, e.Message);
            return null;
        }
        catch (ComponentException e)
        {
            throw new ResourceException(spec.Source, $"component \"{spec.Name}\" ({spec.Type}): {e.Message}", e);
        }
    }
}
