namespace JobWorker.Core.Ojs.Schedules;

/// <summary>What one field of a cron expression counts.</summary>
/// <param name="Name">As problems call it.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
/// <param name="Names">Names of values, from the least on.</param>
internal sealed record CronUnit(string Name, int Least, int Most, params string[] Names)
{
    public static readonly CronUnit Second = new("second", 0, 59);

    public static readonly CronUnit Minute = new("minute", 0, 59);

    public static readonly CronUnit Hour = new("hour", 0, 23);

    public static readonly CronUnit Day = new("day of month", 1, 31);

    public static readonly CronUnit Month = new(
        "month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>Sunday is 0 and 7.</summary>
    public static readonly CronUnit Weekday = new("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// <summary>The value that a number or a name stands for.</summary>
    public int? ValueOf(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (text.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return Least + i;
            }
        }

        return Digits(text) is { } value && value >= Least && value <= Most ? value : null;
    }

    /// <summary>One or two digits.</summary>
    public static int? Digits(ReadOnlySpan<char> text) => text switch
    {
        [>= '0' and <= '9' and var one] => one - '0',
        [>= '0' and <= '9' and var ten, >= '0' and <= '9' and var one] => (ten - '0') * 10 + one - '0',
        _ => null,
    };
}
