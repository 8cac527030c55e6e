using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Host.Callbacks.Routes;

/// <summary>The form in which Dapr's HTTP binding sends JSON: what is in it already arrives byte for byte.</summary>
/// <remarks>
/// The binding reads the data and writes them again: names sorted, no white space, <c>&lt; &gt; &amp;</c> and the separators U+2028
/// and U+2029 escaped, everything else beyond ASCII as it is. Numbers must be whole and below 2^53, as those of callbacks are.
/// </remarks>
internal static class BindingJson
{
    /// <summary>The UTF-8 of <paramref name="json"/> in that form.</summary>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder(json.Length + 16);
        Write(text, JsonNode.Parse(json));

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var names = members.Select(m => m.Key).Order(StringComparer.Ordinal);
                Join(text, '{', names, name =>
                {
                    Quote(text, name);
                    text.Append(':');
                    Write(text, members[name]);
                }, '}');
                break;
            case JsonArray items:
                Join(text, '[', items, item => Write(text, item), ']');
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                Quote(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, IEnumerable<T> items, Action<T> write, char close)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? "" : ",");
            isFirst = false;
            write(item);
        }

        text.Append(close);
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' =>
                    text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
