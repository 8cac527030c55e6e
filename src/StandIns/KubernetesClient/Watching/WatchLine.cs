using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Watching;

/// <summary>One line of a watch.</summary>
internal sealed record WatchLine<T>(
    [property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("object")] T Object);

/// <summary>The type of a line, which the server writes first, so that finding it costs nothing.</summary>
internal static class WatchLine
{
    /// <exception cref="JsonException">The line is no event.</exception>
    public static WatchEventType Type(ReadOnlySequence<byte> line)
    {
        var json = new Utf8JsonReader(line);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                var found = json.ValueTextEquals("type"u8);
                if (!json.Read())
                {
                    break;
                }

                if (found)
                {
                    return Type(json.TokenType == JsonTokenType.String ? json.GetString() : null);
                }

                json.Skip();
            }
        }

        return Type((string)null);
    }

    /// <exception cref="JsonException">There is no such type.</exception>
    public static WatchEventType Type(string name) => name switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        "ERROR" => WatchEventType.Error,
        _ => throw new JsonException($"A watch event has the type '{name}', which is unknown."),
    };
}
