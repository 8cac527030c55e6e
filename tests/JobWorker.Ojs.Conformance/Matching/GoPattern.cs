using System.Text.RegularExpressions;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Regular expressions as Go means them: <c>$</c> is the very end, digits and words are ASCII.</summary>
internal static partial class GoPattern
{
    /// <exception cref="NotUnderstoodException">It is no pattern.</exception>
    public static Regex Of(string pattern)
    {
        var translated = Part().Replace(pattern, part => part.Value switch
        {
            "$" => @"\z",
            @"\d" => "[0-9]",
            @"\w" => "[0-9A-Za-z_]",
            var other => other,
        });
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new NotUnderstoodException($"pattern {pattern}: {e.Message}");
        }
    }

    [GeneratedRegex(@"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", RegexOptions.Singleline)]
    private static partial Regex Part();
}
