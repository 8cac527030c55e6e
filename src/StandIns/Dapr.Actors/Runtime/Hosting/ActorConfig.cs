using System.Buffers;
using System.Text.Json;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Runtime;

/// <summary>The answer to <c>GET /dapr/config</c>.</summary>
internal static class ActorConfig
{
    /// <summary>The actor types and how the sidecar shall treat them, as JSON.</summary>
    public static byte[] Write(ActorRuntimeOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        WriteEntities(writer, options.Actors);
        WriteOptions(writer, options);
        WriteEntitiesConfig(writer, [.. options.Actors.Where(actor => actor.TypeOptions is not null)]);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntities(Utf8JsonWriter writer, IEnumerable<ActorRegistration> actors)
    {
        writer.WriteStartArray("entities");
        foreach (var actor in actors)
        {
            writer.WriteStringValue(actor.Type.ActorTypeName);
        }

        writer.WriteEndArray();
    }

    private static void WriteEntitiesConfig(Utf8JsonWriter writer, IReadOnlyCollection<ActorRegistration> actors)
    {
        if (actors.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entitiesConfig");
        foreach (var actor in actors)
        {
            writer.WriteStartObject();
            WriteEntities(writer, [actor]);
            WriteOptions(writer, actor.TypeOptions!);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteOptions(Utf8JsonWriter writer, ActorRuntimeOptions options)
    {
        WriteTime(writer, "actorIdleTimeout", options.ActorIdleTimeout);
        WriteTime(writer, "actorScanInterval", options.ActorScanInterval);
        WriteTime(writer, "drainOngoingCallTimeout", options.DrainOngoingCallTimeout);
        if (options.DrainRebalancedActors)
        {
            writer.WriteBoolean("drainRebalancedActors", value: true);
        }

        if (options.RemindersStoragePartitions is { } partitions)
        {
            writer.WriteNumber("remindersStoragePartitions", partitions);
        }

        writer.WriteStartObject("reentrancy");
        writer.WriteBoolean("enabled", options.ReentrancyConfig.Enabled);
        if (options.ReentrancyConfig.MaxStackDepth is { } depth)
        {
            writer.WriteNumber("maxStackDepth", depth);
        }

        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is { } value)
        {
            writer.WriteString(name, DaprDuration.Format(value));
        }
    }
}
