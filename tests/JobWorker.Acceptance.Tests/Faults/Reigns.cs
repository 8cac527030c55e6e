using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.Acceptance.Tests.Faults;

/// <summary>Who led from when to when, as the workers' logs tell.</summary>
internal sealed partial class Reigns
{
    private readonly List<(string Replica, TimeSpan From, TimeSpan To)> _reigns = [];

    /// <summary>Reads one process's log; <paramref name="ended"/>: when it was killed or stopped, time of day.</summary>
    public void Add(string replica, string log, TimeSpan? ended)
    {
        TimeSpan? from = null;
        foreach (Match line in Line().Matches(log))
        {
            var at = TimeSpan.Parse(line.Groups["at"].Value, CultureInfo.InvariantCulture);
            if (line.Groups["what"].Value == "leads now")
            {
                from = at;
            }
            else if (from is { } begun)
            {
                _reigns.Add((replica, begun, ended < at ? ended.Value : at));
                from = null;
            }
        }

        if (from is { } open)
        {
            _reigns.Add((replica, open, ended ?? TimeSpan.MaxValue));
        }
    }

    /// <summary>The longest time between two terms.</summary>
    public TimeSpan LongestGap => _reigns.OrderBy(r => r.From).Zip(_reigns.OrderBy(r => r.From).Skip(1))
        .Max(pair => pair.Second.From - pair.First.To);

    public void AssertNoTwoAtOnce(int atLeast)
    {
        var ordered = _reigns.OrderBy(r => r.From).ToList();
        var story = string.Join('\n', ordered);

        Assert.True(ordered.Count >= atLeast, $"only {ordered.Count} terms\n{story}");
        Assert.True(ordered.Zip(ordered.Skip(1)).All(pair => pair.First.To <= pair.Second.From), $"two leaders at once\n{story}");
    }

    [GeneratedRegex(@"(?m)^(?<at>[\d:.]+) INF Replica \S+ (?<what>leads now|leads no more)")]
    private static partial Regex Line();
}
