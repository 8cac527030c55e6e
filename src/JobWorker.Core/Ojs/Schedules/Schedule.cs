using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using JobWorker.Core.Ojs.Times;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>When something happens again and again: a cron expression in a time zone. OJS cron, sections 3 to 5.</summary>
/// <remarks>
/// Five fields, or six with seconds first; <c>* , - /</c>, names, <c>L W #</c>; <c>@yearly</c> to <c>@hourly</c>;
/// <c>@every 1h30m</c>. A time that the clocks skip does not come; one that comes twice counts the first time only.
/// </remarks>
public sealed partial class Schedule
{
    private const int LongestText = 256;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly CronCalendar? calendar;
    private readonly TimeSpan interval;
    private readonly TimeZoneInfo zone;

    private Schedule(CronCalendar? calendar, TimeSpan interval, TimeZoneInfo zone)
    {
        this.calendar = calendar;
        this.interval = interval;
        this.zone = zone;
    }

    [GeneratedRegex(@"\A@every[ \t]+((?<number>[0-9]{1,9}(\.[0-9]{1,9})?)(?<unit>ms|s|m|h))+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex EveryPattern { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">At most 256 characters; <c>@every</c> takes h, m, s and ms, and at least a second counts.</param>
    /// <param name="zone">Whose clocks it is about.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="problem">What is wrong, to be read after the field's name; empty when nothing is.</param>
    public static bool TryParse(
        string expression, TimeZoneInfo zone, [NotNullWhen(true)] out Schedule? schedule, out string problem)
    {
        problem = "";
        schedule = null;
        if (expression.Length > LongestText)
        {
            problem = $"it has more than {LongestText} characters";
        }
        else if (expression.StartsWith("@every", StringComparison.Ordinal))
        {
            schedule = Every(expression, ref problem) is { } interval ? new Schedule(null, interval, zone) : null;
        }
        else if (CronCalendar.Read(Names.GetValueOrDefault(expression, expression), ref problem) is { } calendar)
        {
            schedule = new Schedule(calendar, TimeSpan.Zero, zone);
        }

        return schedule is not null;
    }

    /// <summary>The first time after another, UTC; none when it never comes (in 400 years, or before the year 10000).</summary>
    /// <param name="after">Not this time itself, but later.</param>
    /// <param name="anchor">What <c>@every</c> counts from: the registration.</param>
    public DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset anchor) =>
        calendar is null ? NextOfInterval(after, anchor) : NextOfCalendar(calendar, after);

    private DateTimeOffset? NextOfInterval(DateTimeOffset after, DateTimeOffset anchor)
    {
        var passed = (after - anchor).Ticks;
        var turns = passed < 0 ? 0 : passed / interval.Ticks;
        var wait = (turns + 1) * interval.Ticks;

        return wait <= (DateTimeOffset.MaxValue - anchor).Ticks ? anchor.ToUniversalTime().AddTicks(wait) : null;
    }

    private DateTimeOffset? NextOfCalendar(CronCalendar calendar, DateTimeOffset after)
    {
        DateTime? wall = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while ((wall = calendar.Next(wall.Value)) is { } next)
        {
            // In the hour that comes again the walls show times that have been.
            if (Zones.InstantOf(next, zone) is { } instant && instant > after)
            {
                return instant;
            }
        }

        return null;
    }

    private static TimeSpan? Every(string expression, ref string problem)
    {
        if (EveryPattern.Match(expression) is { Success: true } match)
        {
            var ticks = match.Groups["number"].Captures
                .Zip(match.Groups["unit"].Captures, (number, unit) => Number(number.Value) * TicksOf(unit.Value))
                .Sum();
            if (ticks > 0 && ticks <= Durations.Longest.Ticks)
            {
                return TimeSpan.FromTicks(Math.Max((long)ticks, ShortestInterval.Ticks));
            }
        }

        problem = "'@every' takes a length of time of at most 100 years, such as 1h30m";

        return null;
    }

    private static decimal Number(string text) =>
        decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static long TicksOf(string unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        _ => TimeSpan.TicksPerMillisecond,
    };
}
