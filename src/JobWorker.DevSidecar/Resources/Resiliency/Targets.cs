namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>The policies a target names; empty for none.</summary>
internal readonly record struct PolicyNames(string Timeout, string Retry, string CircuitBreaker)
{
    public static readonly PolicyNames None = new("", "", "");
}

/// <summary>An app or a type of actors under <c>spec.targets</c>.</summary>
/// <param name="Names">Its policies.</param>
/// <param name="CircuitPerId">Each actor has a circuit of its own; otherwise its whole type has one.</param>
/// <param name="CircuitCacheSize">Circuits remembered, the ones used last.</param>
internal sealed record CallTarget(PolicyNames Names, bool CircuitPerId, int CircuitCacheSize)
{
    public const int AppCacheSize = 100;
    public const int ActorCacheSize = 5000;

    /// <summary>Where only default policies apply.</summary>
    public const int DefaultCacheSize = 100;
}

/// <summary>A component under <c>spec.targets</c>.</summary>
/// <param name="Inbound">For messages and events to the app.</param>
/// <param name="Outbound">For calls of the app.</param>
internal sealed record ComponentTarget(PolicyNames Inbound, PolicyNames Outbound);

/// <summary>Which way a component is used.</summary>
internal enum Direction
{
    /// <summary>It brings messages or events to the app.</summary>
    Inbound,

    /// <summary>The app calls it.</summary>
    Outbound,
}
