using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>Time zones by their IANA names. OJS cron, section 5.</summary>
public static partial class Zones
{
    /// <summary>In the database, but no time of any place, or an abbreviation that is ambiguous: OJS cron, section 5.1.</summary>
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(StringComparer.Ordinal, "EST", "MST", "HST", "Factory");

    // What begins in lower case beside the zones is none: posixrules, localtime, whole copies in posix/ and right/.
    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex NamePattern { get; }

    /// <summary>Finds a zone such as <c>Europe/Berlin</c>, but not <c>EST</c>, <c>UTC+5</c> or a name of Windows.</summary>
    public static bool TryFind(string id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;

        return NamePattern.IsMatch(id) && !Refused.Contains(id)
            && TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone) && zone.HasIanaId && zone.Id == id;
    }

    /// <summary>When a clock on a wall of the zone shows this for the first time, UTC; none where it is skipped.</summary>
    internal static DateTimeOffset? InstantOf(DateTime wall, TimeZoneInfo zone)
    {
        // One of the two offsets around it is the one, both where the time comes twice.
        var before = At(wall, zone.GetUtcOffset(Utc(wall, days: -1)), zone);
        var after = At(wall, zone.GetUtcOffset(Utc(wall, days: 1)), zone);

        return before is null || after is null || before <= after ? before ?? after : after;
    }

    private static DateTimeOffset? At(DateTime wall, TimeSpan offset, TimeZoneInfo zone)
    {
        var ticks = wall.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return null;
        }

        var utc = new DateTimeOffset(ticks, TimeSpan.Zero);

        return zone.GetUtcOffset(utc) == offset ? utc : null;
    }

    private static DateTimeOffset Utc(DateTime wall, int days) => new(
        Math.Clamp(wall.Ticks + days * TimeSpan.TicksPerDay, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
