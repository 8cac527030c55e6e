using System.Globalization;

namespace JobWorker.DevSidecar.Formats;

/// <summary>How often a reminder or timer fires.</summary>
/// <param name="Every">Time between ticks; none fires once.</param>
/// <param name="Repeats">Ticks in all; none for no end.</param>
internal sealed record Period(IsoDuration? Every, int? Repeats)
{
    /// <summary>When the tick after one due at <paramref name="due"/> is due; none when there is no period.</summary>
    public DateTimeOffset? Next(DateTimeOffset due) => Every?.After(due);
}

/// <summary>Reads <c>dueTime</c>, <c>ttl</c> and <c>period</c> in the forms Dapr takes.</summary>
internal static class Timing
{
    /// <summary>A Go duration or an ISO-8601 duration after <paramref name="now"/>, or an RFC 3339 time.</summary>
    /// <exception cref="FormatException">It is none of the three.</exception>
    public static DateTimeOffset Due(string field, string text, DateTimeOffset now)
    {
        if (GoDuration.TryParse(text, out var time))
        {
            return now + time;
        }

        if (IsoDuration.Parse(text) is { Repeats: null } iso)
        {
            return iso.After(now);
        }

        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new FormatException(
                $"{field}: \"{text}\" is no Go duration (30s), ISO-8601 duration (PT30S) or RFC 3339 time.");
    }

    /// <summary>A Go duration, or an ISO-8601 duration with repetitions before it.</summary>
    /// <param name="text">Empty fires once.</param>
    /// <param name="daysAllowed">The scheduler behind reminders knows no years, months or days.</param>
    /// <exception cref="FormatException">It is neither, or zero, or has days where they are not allowed.</exception>
    public static Period Every(string text, bool daysAllowed)
    {
        if (text.Length == 0)
        {
            return new Period(null, null);
        }

        var every = GoDuration.TryParse(text, out var time) ? new IsoDuration(0, 0, time, null) : IsoDuration.Parse(text);
        if (every is null || (!daysAllowed && (every.Months > 0 || every.Days > 0)))
        {
            throw new FormatException($"unsupported period format: {text}");
        }

        if (every is { Months: 0, Days: 0 } && every.Clock <= TimeSpan.Zero)
        {
            // "R1/PT0S" and "0s" are how SDKs say: once.
            return new Period(null, null);
        }

        return new Period(every, every.Repeats is > 0 ? every.Repeats : null);
    }
}
