using System.Globalization;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>The days of a cron expression, by day of month and day of week; <c>L</c>, <c>W</c> and <c>#</c> included.</summary>
/// <remarks>As cron has it: where both fields name days, either will do; where one starts with a star, both must hold.</remarks>
internal sealed class CronDays
{
    private const int DaysOfWeek = 7;
    private const int MostOfAKind = 5;
    private const int LongestBeforeLast = 30;

    private bool isEither;
    private ulong days;
    private ulong weekdays;
    private ulong beforeLast;
    private ulong nearestWeekday;
    private ulong lastOfMonth;
    private ulong nthOfMonth;
    private bool lastWeekday;

    private CronDays()
    {
    }

    public static CronDays? Read(string dayOfMonth, string dayOfWeek, ref string problem)
    {
        var read = new CronDays { isEither = dayOfMonth is not ['*', ..] && dayOfWeek is not ['*', ..] };
        if (CronField.Read(dayOfMonth, CronUnit.Day, ref problem, read.IsSpecialDay) is not { } days
            || CronField.Read(dayOfWeek, CronUnit.Weekday, ref problem, read.IsSpecialWeekday) is not { } weekdays)
        {
            return null;
        }

        (read.days, read.weekdays) = (days, weekdays);

        return read;
    }

    /// <summary>Whether it is one of the days.</summary>
    public bool Include(DateTime day) => isEither
        ? IsDay(day) || IsWeekday(day)
        : IsDay(day) && IsWeekday(day);

    private bool IsDay(DateTime day)
    {
        var last = DateTime.DaysInMonth(day.Year, day.Month);

        return Has(days, day.Day)
            || Has(beforeLast, last - day.Day)
            || (lastWeekday && day.Day == Nearest(day, last, last))
            || (nearestWeekday != 0 && IsNearestWeekday(day, last));
    }

    private bool IsWeekday(DateTime day) =>
        Has(weekdays, (int)day.DayOfWeek)
        || (Has(lastOfMonth, (int)day.DayOfWeek) && day.Day + DaysOfWeek > DateTime.DaysInMonth(day.Year, day.Month))
        || Has(nthOfMonth, (int)day.DayOfWeek * MostOfAKind + (day.Day - 1) / DaysOfWeek);

    private bool IsNearestWeekday(DateTime day, int last)
    {
        for (var wanted = Math.Max(1, day.Day - 2); wanted <= Math.Min(last, day.Day + 2); wanted++)
        {
            if (Has(nearestWeekday, wanted) && Nearest(day, wanted, last) == day.Day)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The working day next to a day of the same month.</summary>
    private static int Nearest(DateTime month, int day, int last) => new DateTime(month.Year, month.Month, day).DayOfWeek switch
    {
        DayOfWeek.Saturday => day > 1 ? day - 1 : day + 2,
        DayOfWeek.Sunday => day < last ? day + 1 : day - 2,
        _ => day,
    };

    /// <summary><c>L</c>, <c>L-3</c>, <c>LW</c> and <c>15W</c>.</summary>
    private bool IsSpecialDay(string part)
    {
        var text = part.ToUpperInvariant();
        switch (text)
        {
            case "L":
                beforeLast |= CronField.Bit(0);
                return true;
            case "LW":
                lastWeekday = true;
                return true;
            case ['L', '-', .. var before] when CronUnit.Digits(before) is >= 1 and <= LongestBeforeLast and var days:
                beforeLast |= CronField.Bit(days);
                return true;
            case [.. var day, 'W'] when CronUnit.Day.ValueOf(day) is { } wanted:
                nearestWeekday |= CronField.Bit(wanted);
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>5L</c>, <c>FRIL</c>, <c>5#3</c> and <c>FRI#3</c>.</summary>
    private bool IsSpecialWeekday(string part)
    {
        var text = part.ToUpper(CultureInfo.InvariantCulture);
        if (text is [.. var last, 'L'] && CronUnit.Weekday.ValueOf(last) is { } lastDay)
        {
            lastOfMonth |= CronField.Bit(lastDay % DaysOfWeek);

            return true;
        }

        if (text is [.. var nth, '#', >= '1' and <= '5' and var number] && CronUnit.Weekday.ValueOf(nth) is { } day)
        {
            nthOfMonth |= CronField.Bit(day % DaysOfWeek * MostOfAKind + number - '1');

            return true;
        }

        return false;
    }

    private static bool Has(ulong bits, int value) => (bits & CronField.Bit(value)) != 0;
}
