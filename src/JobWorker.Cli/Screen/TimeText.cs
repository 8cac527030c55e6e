using System.Globalization;

namespace JobWorker.Cli.Screen;

/// <summary>Times as they are shown.</summary>
/// <param name="Now">UTC.</param>
/// <param name="Zone">Of whoever looks.</param>
internal sealed record TimeText(DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary><c>UTC</c>, or the offset of now.</summary>
    public string ZoneName => Zone.GetUtcOffset(Now) is var offset && offset == TimeSpan.Zero
        ? "UTC"
        : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    /// <summary>Date and time, to the second.</summary>
    public string Full(DateTimeOffset time) => Format(time, "yyyy-MM-dd HH:mm:ss");

    /// <summary>The day.</summary>
    public string Day(DateTimeOffset time) => Format(time, "yyyy-MM-dd");

    /// <summary>Time of day, to the millisecond.</summary>
    public string Fine(DateTimeOffset time) => Format(time, "HH:mm:ss.fff");

    /// <summary>Time of day, to the second.</summary>
    public string Clock(DateTimeOffset time) => Format(time, "HH:mm:ss");

    /// <summary>The time of day, and the day unless it is today.</summary>
    public string Short(DateTimeOffset time) => Day(time) == Day(Now) ? Clock(time) : Full(time);

    /// <summary>How long ago, in one unit: <c>45s</c>, <c>12m</c>, <c>3h</c>, <c>2d</c>.</summary>
    public string Age(DateTimeOffset time) => Rough(Now - time);

    /// <summary>A length of time in one unit.</summary>
    public static string Rough(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalSeconds: < 100 } => $"{(int)time.TotalSeconds}s",
        { TotalMinutes: < 100 } => $"{(int)time.TotalMinutes}m",
        { TotalHours: < 48 } => $"{(int)time.TotalHours}h",
        _ => $"{(int)time.TotalDays}d",
    };

    /// <summary>A length of time in two units or with milliseconds: <c>13 ms</c>, <c>3.2 s</c>, <c>4 min 10 s</c>.</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    private string Format(DateTimeOffset time, string format) =>
        TimeZoneInfo.ConvertTime(time, Zone).ToString(format, CultureInfo.InvariantCulture);
}
