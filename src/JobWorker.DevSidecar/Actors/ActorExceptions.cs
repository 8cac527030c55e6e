namespace JobWorker.DevSidecar.Actors;

/// <summary>The app beside this sidecar does not host actors of that type now.</summary>
internal sealed class ActorNotHostedException(ActorKey actor)
    : Exception($"did not find address for actor {actor.Type}/{actor.Id}");

/// <summary>More calls of one chain would be in an actor than <c>maxStackDepth</c> allows.</summary>
internal sealed class ActorStackDepthException() : Exception("maximum stack depth exceeded");

/// <summary>An actor call ended without the one answer that counts as success.</summary>
internal sealed class ActorCallException(string message, Exception? inner = null) : Exception(message, inner);
