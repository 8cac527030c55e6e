using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>When a route takes an event: an expression in a small part of CEL, or nothing at all.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Condition">The expression; none takes every event.</param>
internal sealed record RouteMatch(string Text, CelNode? Condition)
{
    private const string Supported =
        "supported are event.<attribute>, == != && || !, in [..], has(), .startsWith() .endsWith() .contains() .matches(), "
        + "texts, numbers, true, false and parentheses";

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is not of the part of CEL that is supported here. The message says where.</exception>
    public static RouteMatch Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new RouteMatch("", null);
        }

        try
        {
            return new RouteMatch(text, CelParser.Parse(text));
        }
        catch (CelSyntaxException e)
        {
            throw new FormatException($"match: `{text}`, column {e.Column}: {e.Message}; {Supported}.", e);
        }
    }

    /// <summary>True, false, or an error that says why it can be neither, such as a field that is not there.</summary>
    public CelValue Takes(JsonElement e)
    {
        try
        {
            return Condition is null ? CelValue.Of(true) : CelNode.Bool(Condition.Eval(e));
        }
        catch (InvalidOperationException wrong)
        {
            // Text in the event that is no Unicode, such as half of a surrogate pair.
            return CelValue.Error(wrong.Message);
        }
    }
}

/// <summary>One rule of a subscription.</summary>
internal sealed record RouteRule(RouteMatch Match, string Path);

/// <summary>Where an event goes: to a path, nowhere, or it cannot be told.</summary>
/// <param name="Path">None where no rule takes it.</param>
/// <param name="Problem">Why a rule could not be applied; the event was not handled then.</param>
internal readonly record struct EventRoute(string? Path, string? Problem = null);
