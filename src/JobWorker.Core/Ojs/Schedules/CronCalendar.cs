using System.Numerics;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>A cron expression of five or six fields: moments on a clock on the wall.</summary>
internal sealed class CronCalendar
{
    /// <summary>After so many years the days of the week fall on the same dates again.</summary>
    private const int YearsOfACycle = 400;

    private readonly ulong seconds;
    private readonly ulong minutes;
    private readonly ulong hours;
    private readonly ulong months;
    private readonly CronDays days;

    private CronCalendar(ulong seconds, ulong minutes, ulong hours, ulong months, CronDays days)
    {
        this.seconds = seconds;
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.days = days;
    }

    /// <summary>The expression; none when it is malformed, and then why.</summary>
    public static CronCalendar? Read(string expression, ref string problem)
    {
        var fields = expression.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields is not { Length: 5 or 6 })
        {
            problem = $"it has {fields.Length} fields, not 5 or 6";

            return null;
        }

        fields = fields.Length == 5 ? ["0", .. fields] : fields;

        return CronField.Read(fields[0], CronUnit.Second, ref problem) is { } seconds
            && CronField.Read(fields[1], CronUnit.Minute, ref problem) is { } minutes
            && CronField.Read(fields[2], CronUnit.Hour, ref problem) is { } hours
            && CronField.Read(fields[4], CronUnit.Month, ref problem) is { } months
            && CronDays.Read(fields[3], fields[5], ref problem) is { } days
                ? new CronCalendar(seconds, minutes, hours, months, days)
                : null;
    }

    /// <summary>The first moment after another on the same wall; none when there is none in 400 years.</summary>
    public DateTime? Next(DateTime after)
    {
        if (after > DateTime.MaxValue.AddSeconds(-1))
        {
            return null;
        }

        var start = new DateTime(after.Ticks - after.Ticks % TimeSpan.TicksPerSecond).AddSeconds(1);
        var last = Math.Min(start.Year + YearsOfACycle, DateTime.MaxValue.Year);
        for (var (day, from) = (start.Date, start.TimeOfDay); day.Year <= last; (day, from) = (day.AddDays(1), TimeSpan.Zero))
        {
            if (!Has(months, day.Month))
            {
                day = new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
            }
            else if (days.Include(day) && TimeFrom(from) is { } time)
            {
                return day + time;
            }

            if (day == DateTime.MaxValue.Date)
            {
                return null;
            }
        }

        return null;
    }

    private TimeSpan? TimeFrom(TimeSpan from)
    {
        var (hour, minute, second) = (from.Hours, from.Minutes, from.Seconds);
        for (var h = First(hours, hour); h is { } atHour; h = First(hours, atHour + 1))
        {
            var isFirst = atHour == hour;
            for (var m = First(minutes, isFirst ? minute : 0); m is { } atMinute; m = First(minutes, atMinute + 1))
            {
                if (First(seconds, isFirst && atMinute == minute ? second : 0) is { } atSecond)
                {
                    return new TimeSpan(atHour, atMinute, atSecond);
                }
            }
        }

        return null;
    }

    /// <summary>The first value from another on.</summary>
    private static int? First(ulong bits, int from) =>
        from < 60 && bits >> from is not 0 and var rest ? from + BitOperations.TrailingZeroCount(rest) : null;

    private static bool Has(ulong bits, int value) => (bits & CronField.Bit(value)) != 0;
}
