using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Dapr.Actors.Wire;

/// <summary>Times as the sidecar writes and reads them.</summary>
internal static partial class DaprDuration
{
    /// <summary>No time at all: fires once, or never.</summary>
    public static readonly TimeSpan None = TimeSpan.FromMilliseconds(-1);

    /// <summary><c>"0h0m30s0ms"</c>; empty for a negative time.</summary>
    public static string Format(TimeSpan time) =>
        time < TimeSpan.Zero
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)time.TotalHours}h{time.Minutes}m{time.Seconds}s{time.Milliseconds}ms");

    /// <summary>A period that ends after some repetitions: <c>"R5/PT30S"</c>. Without them as <see cref="Format"/>.</summary>
    /// <exception cref="ArgumentException">Repetitions of a period with a fraction of a second.</exception>
    public static string FormatPeriod(TimeSpan period, int? repetitions)
    {
        if (repetitions is null)
        {
            return Format(period);
        }

        // Hours rather than days, which the scheduler refuses.
        return period.Milliseconds == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"R{repetitions}/PT{(int)period.TotalHours}H{period.Minutes}M{period.Seconds}S")
            : throw new ArgumentException("A period with repetitions must be whole seconds.", nameof(period));
    }

    /// <summary>Reads what <see cref="Format"/>, <see cref="FormatPeriod"/>, Go and ISO 8601 write.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static TimeSpan Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return None;
        }

        var span = text.StartsWith('R') ? text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..] : text;
        span = span.StartsWith("@every ", StringComparison.Ordinal) ? span["@every ".Length..] : span;
        return span.StartsWith('P') ? XmlConvert.ToTimeSpan(span) : ParseGo(span);
    }

    private static TimeSpan ParseGo(string text)
    {
        var parts = GoDuration().Match(text);
        if (!parts.Success)
        {
            throw new FormatException($"'{text}' is no duration.");
        }

        var total = parts.Groups["number"].Captures.Zip(parts.Groups["unit"].Captures)
            .Sum(part => decimal.Parse(part.First.ValueSpan, CultureInfo.InvariantCulture) * Ticks(part.Second.Value));
        return TimeSpan.FromTicks((long)total);
    }

    private static decimal Ticks(string unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "ns" => 0.01m,
        _ => TimeSpan.TicksPerMicrosecond,
    };

    [GeneratedRegex(@"^((?<number>\d+(\.\d+)?)(?<unit>ms|us|µs|ns|h|m|s))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex GoDuration();
}
