using System.Collections.Immutable;

namespace JobWorker.Core.Messages.Reading;

/// <summary>What is wrong with a message, and what of it nobody knows.</summary>
/// <remarks>Both lists are bounded, because they end up in a journal; what is left out is counted in a last entry.</remarks>
internal sealed class Findings
{
    private const int Most = 100;

    private readonly List<Violation> violations = [];
    private readonly List<string> ignored = [];
    private int moreViolations;
    private int moreIgnored;

    /// <summary>All violations, in the order they were found.</summary>
    public ImmutableArray<Violation> Violations => moreViolations == 0
        ? [.. violations]
        : [.. violations, new Violation("message", $"breaks rules in {moreViolations} more places")];

    /// <summary>The paths of unknown properties.</summary>
    public ImmutableArray<string> Ignored => moreIgnored == 0 ? [.. ignored] : [.. ignored, $"and {moreIgnored} more"];

    /// <summary>Notes a broken rule.</summary>
    public void Violates(string path, string rule)
    {
        if (violations.Count < Most)
        {
            violations.Add(new Violation(path, rule));
        }
        else
        {
            moreViolations++;
        }
    }

    /// <summary>Notes an unknown property.</summary>
    public void Ignores(string path)
    {
        if (ignored.Count < Most)
        {
            ignored.Add(path);
        }
        else
        {
            moreIgnored++;
        }
    }
}
