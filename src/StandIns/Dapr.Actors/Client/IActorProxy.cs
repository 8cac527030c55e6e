namespace Dapr.Actors.Client;

/// <summary>Something that stands for an actor elsewhere.</summary>
public interface IActorProxy
{
    /// <summary>Which actor.</summary>
    ActorId ActorId { get; }

    /// <summary>Of which type.</summary>
    string ActorType { get; }
}
