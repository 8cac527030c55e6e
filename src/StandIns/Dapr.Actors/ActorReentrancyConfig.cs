namespace Dapr.Actors;

/// <summary>Whether a chain of calls may come back to an actor it has passed.</summary>
public sealed class ActorReentrancyConfig
{
    /// <summary>Default false: a call that comes back waits for itself until it times out.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long a chain may grow. Above zero; default, when absent, 32.</summary>
    public int? MaxStackDepth { get; set; }
}
