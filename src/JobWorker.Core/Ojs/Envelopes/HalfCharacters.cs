using System.Globalization;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>
/// Looks for half of a surrogate pair in JSON, written as an escape: JSON allows it, but it is no text, and whoever reads it as one
/// fails.
/// </summary>
public static class HalfCharacters
{
    /// <summary>What every name and text has to be.</summary>
    public const string Rule = "must be Unicode text: it has half of a surrogate pair";

    /// <summary>What to do about it.</summary>
    public const string Hint = "Escape a character beyond U+FFFF as both halves, or send it as UTF-8.";

    /// <summary>The member that has one, its names with dots between, escapes as they came; none where there is none.</summary>
    /// <param name="json">One JSON value, UTF-8, without comments.</param>
    public static string? Find(ReadOnlySpan<byte> json) => Offset(json) is { } offset ? PathTo(json, offset) : null;

    /// <summary>Notes it as a problem where there is one.</summary>
    /// <param name="json">As for <see cref="Find"/>.</param>
    /// <param name="path">Where it stands, for the problem.</param>
    /// <param name="problems">Takes it.</param>
    internal static void Check(ReadOnlySpan<byte> json, string path, Problems problems)
    {
        if (Find(json) is { } member)
        {
            problems.Add(ProblemKind.InvalidPayload, path.Length == 0 ? member : $"{path}.{member}", Rule, Hint);
        }
    }

    /// <summary>In JSON a backslash stands in names and strings only.</summary>
    private static int? Offset(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0;)
        {
            var length = Unit(json[at..]) switch
            {
                null => 2,
                >= 0xD800 and <= 0xDBFF when Unit(json[(at + 6)..]) is >= 0xDC00 and <= 0xDFFF => 12,
                >= 0xD800 and <= 0xDFFF => 0,
                _ => 6,
            };
            if (length == 0)
            {
                return at;
            }

            var next = json[(at + length)..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + length + next;
        }

        return null;
    }

    /// <summary>The UTF-16 unit that is escaped here; none where another escape is, or none.</summary>
    private static int? Unit(ReadOnlySpan<byte> json) =>
        json.Length >= 6 && json[0] == '\\' && json[1] == 'u'
        && int.TryParse(json[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;

    private static string PathTo(ReadOnlySpan<byte> json, int offset)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        List<string> names = [];
        while (reader.Read() && reader.TokenStartIndex <= offset)
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.StartArray)
            {
                var (depth, name) = reader.TokenType is JsonTokenType.StartArray
                    ? (reader.CurrentDepth, "[]")
                    : (reader.CurrentDepth - 1, Encoding.UTF8.GetString(reader.ValueSpan));
                names.RemoveRange(depth, names.Count - depth);
                names.Add(name);
            }
        }

        return string.Join('.', names);
    }
}
