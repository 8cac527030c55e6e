using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Consumer groups and what is read from them.</summary>
internal static class RedisGroups
{
    /// <summary>Creates the group, and its stream, to read from the beginning; one that exists is left as it is.</summary>
    public static async Task EnsureAsync(RedisClient redis, string topic, string group, CancellationToken cancel)
    {
        try
        {
            await redis.SendAsync(["XGROUP", "CREATE", topic, group, "0", "MKSTREAM"], cancel);
        }
        catch (RedisServerException e) when (e.Code == "BUSYGROUP")
        {
            // Another replica, or this one before, has made it.
        }
    }

    /// <summary>The entries in an array of <c>[id, [field, value, …]]</c>; those that are gone, null, are left out.</summary>
    public static IEnumerable<StreamEntry> Entries(RespValue entries) =>
        from entry in entries.Items
        where entry.Items.Count == 2
        select new StreamEntry(entry.Items[0].Text, Field(entry, "data"), Field(entry, "metadata"));

    private static ReadOnlyMemory<byte> Field(RespValue entry, string name)
    {
        var fields = entry.Items[1].Items;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i].Text == name)
            {
                return fields[i + 1].Bytes;
            }
        }

        return ReadOnlyMemory<byte>.Empty;
    }
}

/// <summary>One entry of a stream.</summary>
/// <param name="Id">Such as <c>1700000000000-0</c>.</param>
/// <param name="Data">The field <c>data</c>; empty when the producer wrote none.</param>
/// <param name="Metadata">The field <c>metadata</c>, a JSON map; empty when absent.</param>
internal sealed record StreamEntry(string Id, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);
