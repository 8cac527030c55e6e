using System.Text.Json.Nodes;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Tests.Messages;

/// <summary>Reads messages that differ from a small valid one in one place.</summary>
internal static class Reading
{
    private static readonly MessageLimits Limits = new();

    public static JsonObject Small() => new()
    {
        ["id"] = "id-1",
        ["service"] = "example",
        ["job"] = new JsonObject { ["prefixName"] = "bb", ["namespace"] = "default", ["image"] = "busybox" },
        ["webhook"] = new JsonObject { ["url"] = "http://webhook.com" },
    };

    /// <summary>The small message with a JSON value at a path of names.</summary>
    public static string SmallWith(string path, string json)
    {
        var message = Small();
        var names = path.Split('.');
        var parent = names.SkipLast(1).Aggregate<string, JsonNode>(message, (node, name) => node[name] ??= new JsonObject());
        parent[names[^1]] = JsonNode.Parse(json);

        return message.ToJsonString();
    }

    /// <summary>The small message without the property at a path of names.</summary>
    public static string SmallWithout(string path)
    {
        var message = Small();
        var names = path.Split('.');
        names.SkipLast(1).Aggregate<string, JsonNode>(message, (node, name) => node[name]!).AsObject().Remove(names[^1]);

        return message.ToJsonString();
    }

    public static MessageReading Read(string message, MessageLimits? limits = null) =>
        JobMessage.Read(Samples.Utf8(message), limits ?? Limits);

    public static JobRequest Valid(string message) => Assert.IsType<MessageReading.Valid>(Read(message)).Request;

    public static MessageReading.Invalid Invalid(string message) => Assert.IsType<MessageReading.Invalid>(Read(message));

    public static string Unusable(string message) => Assert.IsType<MessageReading.Unusable>(Read(message)).Reason;
}
