namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>The embedded server cannot start; the message says what to do.</summary>
internal sealed class EmbeddedRedisException(string message, Exception? inner = null) : Exception(message, inner);
