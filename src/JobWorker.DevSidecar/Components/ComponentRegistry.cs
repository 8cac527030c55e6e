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

    /// <summary>Closes the instance, if it has anything to close.</summary>
    public ValueTask CloseAsync() =>
        Instance is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}

/// <summary>The components in force: always one whole set, which reloading swaps for the next.</summary>
/// <remarks>
/// Who uses components for the length of a call takes a <see cref="Lease"/> first; what a swap leaves over is closed once the
/// leases taken before it have ended, so that nobody uses a component that was closed. Subscriptions and input bindings hold
/// theirs for longer, take no lease, and are stopped before that.
/// </remarks>
internal sealed class ComponentRegistry : IAsyncDisposable
{
    private volatile ComponentSnapshot _now;

    private ComponentRegistry(IReadOnlyList<Component> first) => _now = new ComponentSnapshot(first);

    public IReadOnlyList<Component> All => _now.All;

    /// <summary>Makes every component, secret stores first because the others may refer to them.</summary>
    /// <exception cref="ResourceException">
    /// A type is unknown, a reference leads nowhere, or a component refuses its settings.
    /// </exception>
    public static async Task<ComponentRegistry> CreateAsync(
        IReadOnlyList<ComponentResource> resources, ComponentMaker maker, CancellationToken cancel)
    {
        foreach (var resource in resources)
        {
            maker.RequireType(resource);
        }

        var made = new List<Component>();
        foreach (var resource in resources.OrderBy(resource => resource.IsSecretStore ? 0 : 1))
        {
            if (await maker.TryMakeAsync(resource, made, cancel) is { } component)
            {
                made.Add(component);
            }
        }

        return new ComponentRegistry(made);
    }

    /// <summary>Keeps every component that can be found now usable until the lease is disposed.</summary>
    public ComponentLease Lease()
    {
        while (true)
        {
            var now = _now;
            now.Enter();
            if (now == _now)
            {
                return new ComponentLease(now);
            }

            // Swapped in between: nothing of it was used yet.
            now.Leave();
        }
    }

    /// <summary>Puts <paramref name="next"/> in force. One swap at a time: the next waits for the end of this one.</summary>
    /// <returns>Ends when nobody uses the set that was in force before.</returns>
    public Task Swap(IReadOnlyList<Component> next)
    {
        var before = _now;
        _now = new ComponentSnapshot(next);

        return before.RetireAsync();
    }

    /// <summary>The component of that name.</summary>
    public Component? Find(string name) => _now.Find(name);

    /// <summary>The settings of the component of that name.</summary>
    public ComponentSpec? FindSpec(string name) => Find(name)?.Spec;

    /// <summary>The component of that name if it is a <typeparamref name="T"/>.</summary>
    public T? Find<T>(string name) where T : class => Find(name)?.Instance as T;

    /// <summary>Whether there is any <typeparamref name="T"/>.</summary>
    public bool HasAny<T>() => All.Any(component => component.Instance is T);

    public async ValueTask DisposeAsync()
    {
        foreach (var component in All.Reverse())
        {
            await component.CloseAsync();
        }
    }
}

/// <summary>One set of components, with a count of those who use it.</summary>
internal sealed class ComponentSnapshot(IReadOnlyList<Component> all)
{
    /// <summary>Set above the count once the set is no longer in force.</summary>
    private const int Retired = 1 << 30;
    private readonly FrozenDictionary<string, Component> _byName =
        all.ToFrozenDictionary(component => component.Spec.Name, StringComparer.Ordinal);
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users;

    public IReadOnlyList<Component> All => all;

    public Component? Find(string name) => _byName.GetValueOrDefault(name);

    public void Enter() => Interlocked.Increment(ref _users);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == Retired)
        {
            _unused.TrySetResult();
        }
    }

    /// <summary>Ends when nobody uses the set any more; who entered by mistake meanwhile leaves at once.</summary>
    public Task RetireAsync()
    {
        Enter();
        Interlocked.Add(ref _users, Retired);
        Leave();

        return _unused.Task;
    }
}

/// <summary>Somebody uses a set of components. Disposed once; the default one holds nothing.</summary>
internal readonly struct ComponentLease(ComponentSnapshot snapshot) : IDisposable
{
    private readonly ComponentSnapshot? _snapshot = snapshot;

    public void Dispose() => _snapshot?.Leave();
}
