namespace JobWorker.DevSidecar.Actors;

/// <summary>The app beside this sidecar does not host actors of that type now.</summary>
internal sealed class ActorNotHostedException(ActorKey actor)
    : Exception($"did not find address for actor {actor.Type}/{actor.Id}");

/// <summary>An actor call ended without the one answer that counts as success.</summary>
internal sealed class ActorCallException(string message, Exception? inner = null) : Exception(message, inner);
