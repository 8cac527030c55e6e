using System.Collections.Frozen;

namespace JobWorker.DevSidecar.Components;

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
