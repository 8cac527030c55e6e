namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>The runners of one app or one type of actors: one for each circuit, or one for all.</summary>
/// <param name="policies">What applies.</param>
/// <param name="circuitPerId">Each actor has a circuit of its own.</param>
/// <param name="cacheSize">Circuits remembered.</param>
/// <param name="runner">Makes a runner with a circuit, or with none.</param>
/// <param name="circuit">Makes a circuit.</param>
internal sealed class CallRunners(
    PolicySet policies, bool circuitPerId, int cacheSize, Func<Circuit?, Runner> runner,
    Func<string, CircuitPolicy, Circuit> circuit)
{
    private readonly CircuitCache _circuits = new(cacheSize);
    private readonly Runner _plain = runner(null);

    public bool CircuitPerId => circuitPerId;

    /// <summary>The one with the circuit of that name.</summary>
    public Runner For(string key) =>
        policies.Circuit is { } policy ? runner(_circuits.Get(key, () => circuit(key, policy))) : _plain;
}
