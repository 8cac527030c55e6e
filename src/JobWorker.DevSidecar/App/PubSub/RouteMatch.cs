using System.Text.RegularExpressions;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>When a route takes an event: a CEL expression of the form <c>event.type == "x"</c>, or nothing at all.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Attribute"><c>type</c> or <c>source</c>; none takes every event.</param>
/// <param name="Value">What the attribute must be.</param>
internal sealed partial record RouteMatch(string Text, string? Attribute, string Value)
{
    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is more than one comparison of <c>event.type</c> or <c>event.source</c>.</exception>
    public static RouteMatch Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new RouteMatch("", null, "");
        }

        var match = Comparison().Match(text);
        return match.Success
            ? new RouteMatch(text, match.Groups["name"].Value, match.Groups["value"].Value)
            : throw new FormatException(
                $"match: `{text}` is not supported; only event.type == \"x\" and event.source == \"x\" are.");
    }

    /// <summary>Whether an event with these attributes is taken.</summary>
    public bool Takes(string? type, string? source) => Attribute switch
    {
        null => true,
        "type" => type == Value,
        _ => source == Value,
    };

    [GeneratedRegex("""^\s*event\.(?<name>type|source)\s*==\s*(?:"(?<value>[^"\\]*)"|'(?<value>[^'\\]*)')\s*$""")]
    private static partial Regex Comparison();
}
