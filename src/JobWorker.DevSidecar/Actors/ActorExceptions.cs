namespace JobWorker.DevSidecar.Actors;

/// <summary>Nobody hosts actors of that type now.</summary>
internal class ActorNotHostedException(ActorKey actor, Exception? inner = null)
    : Exception($"did not find address for actor {actor.Type}/{actor.Id}", inner);

/// <summary>The actor is another sidecar's, or about to be: look again where it is.</summary>
internal sealed class ActorMovedException(ActorKey actor, Exception? inner = null) : ActorNotHostedException(actor, inner);

/// <summary>More calls of one chain would be in an actor than <c>maxStackDepth</c> allows.</summary>
internal sealed class ActorStackDepthException() : Exception("maximum stack depth exceeded");

/// <summary>An actor call ended without the one answer that counts as success.</summary>
internal sealed class ActorCallException(string message, Exception? inner = null) : Exception(message, inner);
