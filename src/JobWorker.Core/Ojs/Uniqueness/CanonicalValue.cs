using System.Globalization;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Ojs.Uniqueness.Unicode;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>One spelling for every JSON value: RFC 8785, with texts in Unicode normalisation form C.</summary>
/// <remarks>
/// What RFC 8785 has no spelling for keeps its own: whole numbers that a double would round (so that long ids do not become one),
/// numbers beyond a double, and texts with half a surrogate pair. Of equal names the last counts.
/// </remarks>
internal static class CanonicalValue
{
    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        Write(text, json);

        return text.ToString();
    }

    /// <summary>An object of these members.</summary>
    public static string Of(IEnumerable<(string Name, JsonElement Value)> members)
    {
        var text = new StringBuilder();
        WriteMembers(text, members);

        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(text, json.EnumerateObject().Select(x => (JsonText.NameOf(x), x.Value)));
                break;
            case JsonValueKind.Array:
                WriteList(text, json);
                break;
            case JsonValueKind.String:
                text.Append(JsonText.Of(json) is { } value ? Quoted(value) : json.GetRawText());
                break;
            case JsonValueKind.Number:
                text.Append(Number(json.GetRawText()));
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    private static void WriteList(StringBuilder text, JsonElement json)
    {
        var separator = '[';
        foreach (var item in json.EnumerateArray())
        {
            Write(text.Append(separator), item);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    private static void WriteMembers(StringBuilder text, IEnumerable<(string Name, JsonElement Value)> members)
    {
        // Ordinal comparison is by UTF-16 unit, as RFC 8785 wants it.
        var sorted = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            sorted[Nfc.Of(name)] = value;
        }

        var separator = '{';
        foreach (var (name, value) in sorted)
        {
            Write(text.Append(separator).Append(Quoted(name)).Append(':'), value);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in Nfc.Of(value))
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    private static string Number(string raw)
    {
        var value = double.Parse(raw, CultureInfo.InvariantCulture);
        var isWhole = !raw.AsSpan().ContainsAny('.', 'e', 'E');
        var isRounded = isWhole && Int128.TryParse(raw, CultureInfo.InvariantCulture, out var whole) && (Int128)value != whole;

        return double.IsFinite(value) && !isRounded ? EcmaScript(value) : raw;
    }

    /// <summary>ECMA-262, Number::toString: the shortest digits that read back as the same number.</summary>
    private static string EcmaScript(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var sign = value < 0 ? "-" : "";
        var (digits, point) = Digits(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        var exponent = point - 1;

        return sign + point switch
        {
            > 21 or <= -6 when digits.Length == 1 => FormattableString.Invariant($"{digits}e{exponent:+0;-0}"),
            > 21 or <= -6 => FormattableString.Invariant($"{digits[..1]}.{digits[1..]}e{exponent:+0;-0}"),
            <= 0 => $"0.{new string('0', -point)}{digits}",
            _ when digits.Length <= point => digits.PadRight(point, '0'),
            _ => $"{digits[..point]}.{digits[point..]}",
        };
    }

    /// <summary>The digits without zeros around them, and how many of them stand before the point.</summary>
    private static (string Digits, int Point) Digits(string number)
    {
        var at = number.IndexOf('E', StringComparison.Ordinal);
        var mantissa = at < 0 ? number : number[..at];
        var exponent = at < 0 ? 0 : int.Parse(number[(at + 1)..], CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var before = dot < 0 ? mantissa.Length : dot;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');

        return (digits.TrimEnd('0'), before + exponent - (all.Length - digits.Length));
    }
}
