using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>Patterns of <c>matches()</c>: made once, at load, and matched in time that grows with the text alone.</summary>
internal static partial class CelPattern
{
    /// <summary>The longest a match may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    private const int MaxLength = 1000;
    private const int MaxRepeats = 1000;

    /// <exception cref="FormatException">It is no pattern, or one that could grow out of hand.</exception>
    public static Regex Make(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            throw new FormatException($"a pattern has at most {MaxLength} characters");
        }

        if (RepeatsOf(pattern) > MaxRepeats)
        {
            throw new FormatException($"the repetitions of a pattern multiply to at most {MaxRepeats}");
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"the pattern cannot be used: {e.Message}", e);
        }
    }

    /// <summary>All counted repetitions multiplied, nested or not; larger than any limit when beyond counting.</summary>
    private static double RepeatsOf(string pattern) => Repeat().Matches(pattern).Aggregate(1.0, (product, match) =>
    {
        var most = match.Groups["most"].Value is { Length: > 0 } given ? given : match.Groups["least"].Value;
        return product * Math.Max(1, double.Parse(most, CultureInfo.InvariantCulture));
    });

    [GeneratedRegex(@"\{(?<least>[0-9]+)(,(?<most>[0-9]*))?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Repeat();
}
