namespace JobWorker.Core.Ojs.Schedules;

/// <summary>Reads one field of a cron expression: <c>*</c>, values, ranges, steps and lists of them.</summary>
internal static class CronField
{
    /// <summary>The values as bits; none when it is malformed, and then why.</summary>
    /// <param name="text">The field.</param>
    /// <param name="unit">What it counts.</param>
    /// <param name="problem">What is wrong, or empty.</param>
    /// <param name="special">Takes the parts that only this field may have.</param>
    public static ulong? Read(string text, CronUnit unit, ref string problem, Func<string, bool>? special = null)
    {
        ulong bits = 0;
        foreach (var part in text.Split(','))
        {
            if (special is not null && special(part))
            {
                continue;
            }

            if (Part(part, unit) is not { } values)
            {
                problem = $"{unit.Name}: '{part}' is none of *, a value, a range or a step from {unit.Least} to {unit.Most}";

                return null;
            }

            bits |= values;
        }

        return bits;
    }

    /// <summary>A single value as a bit.</summary>
    public static ulong Bit(int value) => 1UL << value;

    private static ulong? Part(string part, CronUnit unit)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var step = slash < 0 ? 1 : CronUnit.Digits(part.AsSpan(slash + 1));
        var range = Range(slash < 0 ? part : part[..slash], unit, isOpen: slash >= 0);
        if (step is not { } every || every < 1 || every > unit.Most || range is not var (first, last) || first > last)
        {
            return null;
        }

        ulong bits = 0;
        for (var value = first; value <= last; value += every)
        {
            // The second Sunday of a week is the first one.
            bits |= Bit(unit == CronUnit.Weekday ? value % 7 : value);
        }

        return bits;
    }

    private static (int First, int Last)? Range(string text, CronUnit unit, bool isOpen)
    {
        if (text == "*")
        {
            return (unit.Least, LastOf(unit));
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (unit.ValueOf(dash < 0 ? text : text.AsSpan(0, dash)) is not { } first)
        {
            return null;
        }

        if (dash < 0)
        {
            return (first, isOpen ? Math.Max(first, LastOf(unit)) : first);
        }

        return unit.ValueOf(text.AsSpan(dash + 1)) is { } last
            ? (first, unit == CronUnit.Weekday && last == 0 && first > 0 ? unit.Most : last)
            : null;
    }

    private static int LastOf(CronUnit unit) => unit == CronUnit.Weekday ? unit.Most - 1 : unit.Most;
}
