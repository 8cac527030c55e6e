using System.Globalization;
using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>The attributes of a CloudEvent that decide where it goes.</summary>
internal sealed record EventHeader(
    string? Type, string? Source, string? TraceParent, string? TraceState, DateTimeOffset? ExpiresAt)
{
    /// <summary>The deepest an event's data may be nested.</summary>
    public const int MaxDepth = 900;

    public static readonly EventHeader None = new(null, null, null, null, null);

    /// <summary>Reads the top level of <paramref name="json"/>; none where that is no JSON object.</summary>
    public static EventHeader? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadObject(ref reader) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static EventHeader ReadObject(ref Utf8JsonReader reader)
    {
        var header = None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueTextEquals("type") ? Field.Type
                : reader.ValueTextEquals("source") ? Field.Source
                : reader.ValueTextEquals("traceparent") ? Field.TraceParent
                : reader.ValueTextEquals("tracestate") ? Field.TraceState
                : reader.ValueTextEquals("expiration") ? Field.Expiration
                : Field.Other;
            reader.Read();
            if (field == Field.Other || reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                continue;
            }

            header = With(header, field, reader.GetString()!);
        }

        // Whatever follows the object is not JSON, and Read says so.
        reader.Read();
        return header;
    }

    private static EventHeader With(EventHeader header, Field field, string value) => field switch
    {
        Field.Type => header with { Type = value },
        Field.Source => header with { Source = value },
        Field.TraceParent => header with { TraceParent = value },
        Field.TraceState => header with { TraceState = value },
        _ => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? header with { ExpiresAt = at }
            : header,
    };

    private enum Field
    {
        Other,
        Type,
        Source,
        TraceParent,
        TraceState,
        Expiration,
    }
}
