using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.Cli.Arguments;

/// <summary>Points in time as people type them.</summary>
internal static partial class Moments
{
    /// <summary>The rule, for messages and help.</summary>
    public const string Rule =
        "a time such as 2026-01-31T12:00:00Z, '2026-01-31 12:00', 12:00, or an age such as 30s, 90m, 2h, 3d, 1w";

    private static readonly string[] Dates =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>
    /// Reads a time, with its offset or in <paramref name="zone"/>; a time of day, the last one before
    /// <paramref name="now"/>; or an age, counted back from it. None where it is nothing of these.
    /// </summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now, TimeZoneInfo zone) =>
        Ago(text, now) ?? WithOffset(text) ?? OfDay(text, now, zone) ?? InZone(text, zone);

    /// <summary>Whether it can be read at all.</summary>
    public static bool IsMoment(string text) =>
        Parse(text, DateTimeOffset.UnixEpoch.AddYears(100), TimeZoneInfo.Utc) is not null;

    /// <summary>As the service takes it: RFC 3339, UTC.</summary>
    public static string Wire(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Ago(string text, DateTimeOffset now)
    {
        if (Age().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var count = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var time = match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            "d" => TimeSpan.FromDays(count),
            _ => TimeSpan.FromDays(7L * count),
        };

        return time < now - DateTimeOffset.UnixEpoch ? now - time : null;
    }

    private static DateTimeOffset? WithOffset(string text) =>
        Offset().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static DateTimeOffset? OfDay(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (!TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var then = In(zone, today.ToDateTime(time));

        return then <= now ? then : In(zone, today.AddDays(-1).ToDateTime(time));
    }

    private static DateTimeOffset? InZone(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? In(zone, time)
            : null;

    private static DateTimeOffset In(TimeZoneInfo zone, DateTime time) => new(time, zone.GetUtcOffset(time));

    [GeneratedRegex("^([0-9]{1,6})([smhdw])$")]
    private static partial Regex Age();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex Offset();
}
