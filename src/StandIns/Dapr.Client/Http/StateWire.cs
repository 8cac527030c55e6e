using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>How a state item looks in JSON.</summary>
internal static class StateWire
{
    /// <summary>One item of a save or a transaction.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Writes the property <c>value</c>; none for a delete.</param>
    /// <param name="etag">The version it replaces; none for any.</param>
    /// <param name="options">How the write meets others.</param>
    /// <param name="metadata">Hints for the store.</param>
    public static void WriteStateItem(
        this Utf8JsonWriter writer,
        string key,
        Action<Utf8JsonWriter>? value,
        string? etag,
        StateOptions? options,
        IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("key", key);
        value?.Invoke(writer);
        if (etag is not null)
        {
            writer.WriteString("etag", etag);
        }

        WriteOptions(writer, options);
        writer.WriteMetadata(metadata);
        writer.WriteEndObject();
    }

    /// <summary>The wire name of a mode.</summary>
    public static string? Name(ConcurrencyMode? mode) => mode switch
    {
        ConcurrencyMode.FirstWrite => "first-write",
        ConcurrencyMode.LastWrite => "last-write",
        null => null,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such concurrency mode."),
    };

    /// <summary>The wire name of a mode.</summary>
    public static string? Name(ConsistencyMode? mode) => mode switch
    {
        ConsistencyMode.Eventual => "eventual",
        ConsistencyMode.Strong => "strong",
        null => null,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such consistency mode."),
    };

    private static void WriteOptions(Utf8JsonWriter writer, StateOptions? options)
    {
        if (options is null or { Concurrency: null, Consistency: null })
        {
            return;
        }

        writer.WriteStartObject("options");
        if (Name(options.Concurrency) is { } concurrency)
        {
            writer.WriteString("concurrency", concurrency);
        }

        if (Name(options.Consistency) is { } consistency)
        {
            writer.WriteString("consistency", consistency);
        }

        writer.WriteEndObject();
    }
}
