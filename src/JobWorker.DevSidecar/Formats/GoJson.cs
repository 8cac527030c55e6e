using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JobWorker.DevSidecar.Formats;

/// <summary>JSON as Go's <c>encoding/json</c> writes a value it has read into an <c>interface{}</c>.</summary>
/// <remarks>
/// Keys are sorted bytewise and the last of equal keys wins; numbers pass through float64; <c>&lt; &gt; &amp;</c> and
/// U+2028/9 are escaped, other text beyond ASCII is not. Whoever signs a body before a binding must produce this form.
/// </remarks>
internal static class GoJson
{
    /// <summary>Reads one JSON value and writes it again.</summary>
    /// <exception cref="JsonException">It is not JSON, or a number is too large for float64.</exception>
    public static byte[] Encode(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        Write(document.RootElement, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Shortest digits that read back the same; an exponent only from 1e21 up and below 1e-6.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        if (size == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var (digits, exponent) = ShortestDigits(size);
        var sign = value < 0 ? "-" : "";
        return sign + (size is < 1e-6 or >= 1e21 ? Scientific(digits, exponent) : Plain(digits, exponent));
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                GoString.Write(GoString.Read(value), output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(Number(Float(value))));
                break;
            default:
                output.Write(Encoding.ASCII.GetBytes(value.GetRawText()));
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        var members = new SortedDictionary<byte[], JsonElement>(Bytewise.Order);
        foreach (var member in value.EnumerateObject())
        {
            members[Encoding.UTF8.GetBytes(member.Name)] = member.Value;
        }

        var separator = (byte)'{';
        foreach (var (name, member) in members)
        {
            output.Write([separator]);
            GoString.Write(name, output);
            output.Write(":"u8);
            Write(member, output);
            separator = (byte)',';
        }

        output.Write(members.Count == 0 ? "{}"u8 : "}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            Write(item, output);
            first = false;
        }

        output.Write("]"u8);
    }

    private static double Float(JsonElement value) =>
        value.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw new JsonException($"json: cannot unmarshal number {value.GetRawText()} into Go value of type float64");

    /// <summary>The shortest digits that read back the same, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) ShortestDigits(double size)
    {
        var parts = size.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var shift = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), shift + point - 1 - (all.Length - digits.Length));
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):0}");
    }

    private static string Plain(string digits, int exponent) => exponent switch
    {
        < 0 => "0." + new string('0', -exponent - 1) + digits,
        _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0'),
        _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
    };
}
