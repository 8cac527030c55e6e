using System.Globalization;
using System.Text.Json;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Shared;

/// <summary>Which part of a list is asked for, as operators ask. OJS admin API, section 5.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">1 to 200; default 20.</param>
internal readonly record struct AdminPage(int Number, int Size)
{
    private const int Usual = 20;
    private const int Most = 200;
    private const int Last = 100_000;

    /// <summary>How many come before it.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>Reads <c>page</c> and <c>per_page</c>.</summary>
    /// <returns>What is wrong; none: nothing.</returns>
    public static OjsError? Of(IQueryCollection query, out AdminPage page)
    {
        page = new AdminPage(1, Usual);
        if (!TryRead(query, "page", 1, Last, out var number))
        {
            return OjsError.Invalid("page", $"must be a number from 1 to {Last}");
        }

        if (!TryRead(query, "per_page", Usual, Most, out var size))
        {
            return OjsError.Invalid("per_page", $"must be a number from 1 to {Most}");
        }

        page = new AdminPage(number, size);

        return null;
    }

    /// <summary>Writes where in the list this is.</summary>
    public void Write(Utf8JsonWriter json, int total)
    {
        json.WriteStartObject("pagination");
        json.WriteNumber("total", total);
        json.WriteNumber("page", Number);
        json.WriteNumber("per_page", Size);
        json.WriteEndObject();
    }

    private static bool TryRead(IQueryCollection query, string name, int usual, int most, out int value)
    {
        value = usual;

        return !query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most);
    }
}
