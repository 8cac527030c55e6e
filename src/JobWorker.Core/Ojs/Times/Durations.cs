using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.Core.Ojs.Times;

/// <summary>Lengths of time as ISO 8601 writes them. OJS retry policies, section 4.</summary>
public static partial class Durations
{
    /// <summary>The longest one that is read: 100 years of 365.25 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    private const int LongestText = 80;

    // Each unit once and in order; a year has 365 days and a month 30.
    private static readonly (string Group, long Ticks)[] Units =
    [
        ("years", 365 * TimeSpan.TicksPerDay),
        ("months", 30 * TimeSpan.TicksPerDay),
        ("weeks", 7 * TimeSpan.TicksPerDay),
        ("days", TimeSpan.TicksPerDay),
        ("hours", TimeSpan.TicksPerHour),
        ("minutes", TimeSpan.TicksPerMinute),
        ("seconds", TimeSpan.TicksPerSecond),
    ];

    // At least one unit, at least one after a T, a fraction only in the last.
    [GeneratedRegex(
        @"\AP(?!\z)(?!.*T\z)(?!.*[.,][0-9]+[A-Z].)"
        + @"((?<years>[0-9]{1,12}([.,][0-9]{1,12})?)Y)?((?<months>[0-9]{1,12}([.,][0-9]{1,12})?)M)?"
        + @"((?<weeks>[0-9]{1,12}([.,][0-9]{1,12})?)W)?((?<days>[0-9]{1,12}([.,][0-9]{1,12})?)D)?"
        + @"(T((?<hours>[0-9]{1,12}([.,][0-9]{1,12})?)H)?((?<minutes>[0-9]{1,12}([.,][0-9]{1,12})?)M)?"
        + @"((?<seconds>[0-9]{1,12}([.,][0-9]{1,12})?)S)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }

    /// <summary>Reads <c>P1W</c>, <c>P1DT2H</c>, <c>PT0.5S</c> and the like, up to <see cref="Longest"/>; not negative.</summary>
    /// <remarks>What is shorter than 100 ns is cut off.</remarks>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null || text.Length > LongestText || Pattern.Match(text) is not { Success: true } match)
        {
            return false;
        }

        var ticks = Units.Sum(unit => Number(match.Groups[unit.Group].Value) * unit.Ticks);
        duration = ticks <= Longest.Ticks ? TimeSpan.FromTicks((long)ticks) : TimeSpan.Zero;

        return ticks <= Longest.Ticks;
    }

    /// <summary>So many units; never less than nothing or more than <see cref="Longest"/>.</summary>
    public static TimeSpan Of(double number, TimeSpan unit) =>
        TimeSpan.FromTicks((long)Math.Clamp(Math.Round(number * unit.Ticks), 0, Longest.Ticks));

    private static decimal Number(string text) => text.Length == 0
        ? 0
        : decimal.Parse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
