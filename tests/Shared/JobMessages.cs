using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Testing;

/// <summary>Job requests as clients send them.</summary>
internal static class JobMessages
{
    private static int _last;

    /// <summary>An id no other message has.</summary>
    public static string NewId() => $"{Environment.ProcessId:x}-{Environment.TickCount64:x}-{Interlocked.Increment(ref _last)}";

    /// <summary>A request to run a shell command; <paramref name="change"/> sees its <c>job</c>.</summary>
    public static JsonObject Shell(string id, string script, string? webhook = null, Action<JsonObject>? change = null) =>
        Command(id, ["/bin/sh", "-c", script], webhook, change);

    /// <summary>A request to run a program.</summary>
    public static JsonObject Command(string id, string[] command, string? webhook = null, Action<JsonObject>? change = null)
    {
        var job = new JsonObject
        {
            ["prefixName"] = "test",
            ["namespace"] = "default",
            ["image"] = "busybox",
            ["command"] = new JsonArray([.. command.Select(c => (JsonNode)c)]),
            ["ttlSecondsAfterFinished"] = 3600,
        };
        change?.Invoke(job);
        var message = new JsonObject { ["id"] = id, ["service"] = "tests", ["job"] = job };
        if (webhook is not null)
        {
            message["webhook"] = new JsonObject { ["url"] = webhook };
        }

        return message;
    }

    /// <summary>The bytes on the wire.</summary>
    public static byte[] Bytes(this JsonObject message) => Encoding.UTF8.GetBytes(message.ToJsonString());
}
