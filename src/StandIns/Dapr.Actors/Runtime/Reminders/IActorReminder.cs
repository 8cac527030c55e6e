namespace Dapr.Actors.Runtime;

/// <summary>A call that comes back, even after a restart.</summary>
public interface IActorReminder
{
    /// <summary>Its name, one of its kind for the actor.</summary>
    string Name { get; }

    /// <summary>Until the first call.</summary>
    TimeSpan DueTime { get; }

    /// <summary>Between calls; negative for one call only.</summary>
    TimeSpan Period { get; }

    /// <summary>What it brings back; empty for nothing.</summary>
    byte[] State { get; }
}
