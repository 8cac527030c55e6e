using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>Commands about the connection and the server.</summary>
internal static class ServerCommands
{
    private const string Version = "7.0.0";

    public static RespValue Ping(Call call) =>
        call.Left > 0 ? new RespValue.Bulk(call.Bytes()) : new RespValue.Status("PONG");

    public static RespValue Echo(Call call) => new RespValue.Bulk(call.Bytes());

    public static RespValue Accept(Call call) => RespValue.Ok;

    public static RespValue Nothing(Call call) => RespValue.Of([]);

    /// <summary>Only protocol 2 is spoken; clients that ask for 3 fall back on this error.</summary>
    public static RespValue Hello(Call call) =>
        call.Left > 0 && call.Text() != "2"
            ? new RespValue.Failure("NOPROTO unsupported protocol version")
            : RespValue.Of(
            [
                Call.Reply("server"), Call.Reply("redis"), Call.Reply("version"), Call.Reply(Version),
                Call.Reply("proto"), Call.Reply(2), Call.Reply("mode"), Call.Reply("standalone"),
                Call.Reply("role"), Call.Reply("master"), Call.Reply("modules"), RespValue.Of([]),
            ]);

    public static RespValue Select(Call call) =>
        call.Integer() == 0 ? RespValue.Ok : new RespValue.Failure("ERR DB index is out of range");

    public static RespValue Client(Call call) => call.Text().ToUpperInvariant() switch
    {
        "SETNAME" or "SETINFO" or "NO-EVICT" or "NO-TOUCH" => RespValue.Ok,
        "GETNAME" => RespValue.Null,
        "ID" => Call.Reply(1),
        var other => throw new RedisErrorException($"ERR unknown subcommand '{other}'. Try CLIENT SETNAME."),
    };

    public static RespValue Info(Call call)
    {
        var names = call.Keys.Names;
        var expiring = names.Count(name => call.Keys.ExpiryOf(name) is not null);

        return Call.Reply(
            $"# Server\r\nredis_version:{Version}\r\nredis_mode:standalone\r\nexecutable:jobworker-embedded\r\n\r\n"
            + "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n"
            + $"# Keyspace\r\ndb0:keys={names.Count},expires={expiring},avg_ttl=0\r\n");
    }

    public static RespValue Size(Call call) => Call.Reply(call.Keys.Names.Count);

    public static RespValue Flush(Call call)
    {
        call.Keys.Clear();
        call.Persist("FLUSHALL");
        return RespValue.Ok;
    }
}
