using System.Globalization;
using System.Text.Json;

namespace JobWorker.Host.Ojs.Http.Answers;

/// <summary>Which part of a list is asked for. OJS HTTP binding, section 17.</summary>
/// <param name="Limit">1 to 200; default 50.</param>
/// <param name="Offset">From 0.</param>
internal readonly record struct Page(int Limit, int Offset)
{
    private const int Usual = 50;
    private const int Most = 200;

    /// <summary>Reads <c>limit</c> and <c>offset</c>, or <c>cursor</c> in place of the offset.</summary>
    /// <returns>What is wrong; none: nothing.</returns>
    public static OjsError? Of(IQueryCollection query, out Page page)
    {
        page = new Page(Usual, 0);
        if (!TryRead(query, "limit", 1, Usual, out var limit))
        {
            return OjsError.Invalid("limit", $"must be a number from 1 to {Most}");
        }

        var from = query.ContainsKey("cursor") ? "cursor" : "offset";
        if (!TryRead(query, from, 0, 0, out var offset))
        {
            return OjsError.Invalid(from, from is "cursor" ? "must be a next_cursor of an answer" : "must be a number from 0");
        }

        page = new Page(Math.Min(limit, Most), offset);

        return null;
    }

    /// <summary>Writes where the list goes on.</summary>
    public void Write(Utf8JsonWriter json, int total)
    {
        var next = (long)Offset + Limit;
        json.WriteStartObject("pagination");
        json.WriteNumber("total", total);
        json.WriteBoolean("has_more", next < total);
        if (next < total)
        {
            json.WriteString("next_cursor", next.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteNumber("limit", Limit);
        json.WriteNumber("offset", Offset);
        json.WriteEndObject();
    }

    private static bool TryRead(IQueryCollection query, string name, int least, int usual, out int value)
    {
        value = usual;

        return !query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least);
    }
}
