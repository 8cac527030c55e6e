using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.DynamoDb;

/// <summary>Items as Dapr lays them out: the key, <c>value</c>, <c>etag</c> and, if asked for, the end of their time.</summary>
/// <param name="settings">Names the attributes.</param>
/// <param name="clock">Tells when time is over. DynamoDB counts it in whole seconds and removes items only later.</param>
internal sealed class DynamoItem(DynamoSettings settings, TimeProvider clock)
{
    /// <summary>The most that DynamoDB takes for one item, names of attributes included: 400 KB.</summary>
    public const int MostBytes = 400 * 1024;

    private const string Value = "value";
    private const string ETag = "etag";

    public JsonObject Key(string key) => new() { [settings.PartitionKey] = Text(key) };

    /// <summary>A whole item with a new ETag, a random number in hexadecimal.</summary>
    /// <exception cref="DynamoLimitException">It would be too large.</exception>
    public JsonObject Of(StateSet set)
    {
        var random = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var etag = random.ToString("x", CultureInfo.InvariantCulture);
        var item = Key(set.Key);
        item[Value] = Utf8.IsValid(set.Value.Span)
            ? Text(Encoding.UTF8.GetString(set.Value.Span))
            : new JsonObject { ["B"] = Convert.ToBase64String(set.Value.Span) };
        item[ETag] = Text(etag);
        var size = Size(settings.PartitionKey, set.Key) + Value.Length + set.Value.Length + Size(ETag, etag);
        if (set.TtlInSeconds is > 0 and var ttl && settings.TtlAttribute.Length > 0)
        {
            var end = clock.GetUtcNow().AddSeconds(ttl).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            item[settings.TtlAttribute] = new JsonObject { ["N"] = end };
            size += Size(settings.TtlAttribute, end);
        }

        return size <= MostBytes ? item : throw new DynamoLimitException(
            $"'{set.Key}' would take {size} bytes; DynamoDB takes at most {MostBytes} (400 KB) for an item.");
    }

    /// <summary>What an item says; none where its time is over.</summary>
    public StateItem? Read(JsonElement item)
    {
        DateTimeOffset? end = settings.TtlAttribute.Length > 0 && item.TryGetProperty(settings.TtlAttribute, out var ttl)
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(ttl.GetProperty("N").GetString()!, CultureInfo.InvariantCulture))
            : null;

        var etag = item.TryGetProperty(ETag, out var text) ? text.GetProperty("S").GetString()! : "";

        return end <= clock.GetUtcNow() ? null : new StateItem(Bytes(item.GetProperty(Value)), etag, end);
    }

    /// <summary>Puts into a call the condition that an operation's options ask for, if any.</summary>
    public static void AddCondition(JsonObject call, StateOperation operation)
    {
        if (!string.IsNullOrEmpty(operation.ETag))
        {
            call["ConditionExpression"] = $"{ETag} = :etag";
            call["ExpressionAttributeValues"] = new JsonObject { [":etag"] = Text(operation.ETag) };
        }
        else if (operation is StateSet { FirstWrite: true })
        {
            call["ConditionExpression"] = $"attribute_not_exists({ETag})";
        }
    }

    private static byte[] Bytes(JsonElement value) => value.TryGetProperty("B", out var binary)
        ? binary.GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(value.GetProperty("S").GetString()!);

    private static JsonObject Text(string text) => new() { ["S"] = text };

    private static int Size(string name, string value) => Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
}

/// <summary>More than DynamoDB takes at once. Nothing was written.</summary>
internal sealed class DynamoLimitException(string message) : Exception(message);
