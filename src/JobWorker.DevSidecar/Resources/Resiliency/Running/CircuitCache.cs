namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>The circuits used last; a circuit that is forgotten begins anew, closed.</summary>
/// <param name="size">How many are remembered.</param>
internal sealed class CircuitCache(int size)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Circuit Circuit)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Circuit Circuit)> _byUse = new();

    public Circuit Get(string key, Func<Circuit> make)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(key, out var found))
            {
                _byUse.Remove(found);
                _byUse.AddLast(found);
                return found.Value.Circuit;
            }

            if (_nodes.Count == size)
            {
                _nodes.Remove(_byUse.First!.Value.Key);
                _byUse.RemoveFirst();
            }

            return (_nodes[key] = _byUse.AddLast((key, make()))).Value.Circuit;
        }
    }
}
