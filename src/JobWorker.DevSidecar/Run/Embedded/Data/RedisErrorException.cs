namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>The command is refused. The message goes to the client as it is, code word first.</summary>
internal sealed class RedisErrorException(string message) : Exception(message)
{
    public static RedisErrorException WrongType =>
        new("WRONGTYPE Operation against a key holding the wrong kind of value");

    public static RedisErrorException Syntax => new("ERR syntax error");

    public static RedisErrorException NotAnInteger => new("ERR value is not an integer or out of range");

    public static RedisErrorException InvalidStreamId => new("ERR Invalid stream ID specified as stream command argument");

    public static RedisErrorException NoSuchKey => new("ERR no such key");

    public static RedisErrorException NoGroup(string key, string group) =>
        new($"NOGROUP No such key '{key}' or consumer group '{group}'");
}
