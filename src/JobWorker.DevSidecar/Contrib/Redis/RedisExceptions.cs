namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>Redis cannot be reached, or the connection ended. A command under way may or may not have taken effect.</summary>
internal sealed class RedisConnectionException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Redis answered a command with an error.</summary>
internal sealed class RedisServerException(string message) : Exception(message)
{
    /// <summary>The first word of the answer, such as <c>NOGROUP</c>.</summary>
    public string Code { get; } = message.Split(' ', 2)[0];
}
