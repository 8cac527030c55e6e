using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>What a circuit has counted in its present state.</summary>
internal readonly record struct CircuitCounts(
    long Requests, long TotalSuccesses, long TotalFailures, long ConsecutiveSuccesses, long ConsecutiveFailures);

/// <summary>The <c>trip</c> of a circuit breaker: comparisons of counts, joined by <c>&amp;&amp;</c> and <c>||</c>.</summary>
/// <remarks>Dapr takes any CEL expression there. What is not of this form is refused when the file is read.</remarks>
internal sealed partial class TripRule
{
    /// <summary>What can be understood, for error messages.</summary>
    public const string Form =
        "comparisons of requests, totalSuccesses, totalFailures, consecutiveSuccesses or consecutiveFailures "
        + "with a whole number, joined by && and ||, without brackets";

    public static readonly TripRule Default = TryParse("consecutiveFailures > 5")!;

    private readonly List<List<Comparison>> _anyOfAll;

    private TripRule(List<List<Comparison>> anyOfAll) => _anyOfAll = anyOfAll;

    /// <summary>None where the text is not of <see cref="Form"/>.</summary>
    public static TripRule? TryParse(string text)
    {
        var any = new List<List<Comparison>>();
        foreach (var alternative in text.Split("||"))
        {
            var all = alternative.Split("&&").Select(part => Pattern().Match(part)).ToList();
            if (!all.TrueForAll(match => match.Success))
            {
                return null;
            }

            any.Add(all.ConvertAll(match => new Comparison(
                match.Groups[1].Value, match.Groups[2].Value, long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))));
        }

        return new TripRule(any);
    }

    public bool IsMet(CircuitCounts counts) => _anyOfAll.Exists(all => all.TrueForAll(one => one.Holds(counts)));

    [GeneratedRegex(
        @"^\s*(requests|totalSuccesses|totalFailures|consecutiveSuccesses|consecutiveFailures)"
        + @"\s*(>=|<=|==|!=|>|<)\s*(\d{1,18})\s*$")]
    private static partial Regex Pattern();

    private sealed record Comparison(string Count, string Operator, long Limit)
    {
        public bool Holds(CircuitCounts counts) => Operator switch
        {
            ">" => Value(counts) > Limit,
            ">=" => Value(counts) >= Limit,
            "<" => Value(counts) < Limit,
            "<=" => Value(counts) <= Limit,
            "==" => Value(counts) == Limit,
            _ => Value(counts) != Limit,
        };

        private long Value(CircuitCounts counts) => Count switch
        {
            "requests" => counts.Requests,
            "totalSuccesses" => counts.TotalSuccesses,
            "totalFailures" => counts.TotalFailures,
            "consecutiveSuccesses" => counts.ConsecutiveSuccesses,
            _ => counts.ConsecutiveFailures,
        };
    }
}
