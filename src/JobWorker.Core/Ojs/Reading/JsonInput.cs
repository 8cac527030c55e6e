using System.Text.Json;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>JSON as it comes in: what may stand before it, and what is wrong with what is none.</summary>
public static class JsonInput
{
    /// <summary>Without the byte order mark that some writers begin with. RFC 8259, section 8.1.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The rule that was broken, to be read after the name of the whole, and where that was.</summary>
    /// <param name="utf8">What came.</param>
    /// <param name="depth">Levels at most.</param>
    /// <param name="e">What the parser said of it.</param>
    public static (string Rule, string Hint) Fault(ReadOnlySpan<byte> utf8, int depth, JsonException e) =>
        (Rule(utf8, depth), $"It goes wrong at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");

    private static string Rule(ReadOnlySpan<byte> utf8, int depth)
    {
        var options = new JsonReaderOptions { MaxDepth = depth + 1, CommentHandling = JsonCommentHandling.Allow };
        var reader = new Utf8JsonReader(utf8, options);
        var isWhole = false;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.Comment:
                        return "must have no comments: JSON has none";
                    case JsonTokenType.StartArray or JsonTokenType.StartObject when reader.CurrentDepth == depth:
                        return $"must have at most {depth} levels of lists and objects";
                    case not (JsonTokenType.StartArray or JsonTokenType.StartObject):
                        isWhole = reader.CurrentDepth == 0;
                        break;
                }
            }
        }
        catch (JsonException) when (isWhole)
        {
            return "must have nothing after its JSON object";
        }
        catch (JsonException)
        {
            // It is no JSON at all.
        }

        return "must be a JSON object";
    }
}
