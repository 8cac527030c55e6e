namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>The bytes are not Redis' protocol.</summary>
internal sealed class RespException(string message) : IOException(message);
