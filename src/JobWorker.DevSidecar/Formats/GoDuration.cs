using System.Buffers;
using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.Formats;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>250ms</c>, <c>0</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("μs", 10), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>False where <paramref name="text"/> is not of that form. Finer than 100 ns is rounded.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        double ticks = 0;
        var parts = 0;
        for (; rest.Length > 0; parts++)
        {
            if (!TryTakePart(ref rest, out var part))
            {
                return false;
            }

            ticks += part;
        }

        if (parts == 0 || ticks > long.MaxValue)
        {
            return false;
        }

        time = TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>As Go prints it: <c>30s</c>, <c>1m0s</c>, <c>1h0m0s</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
    public static string Format(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            return "-" + Format(-time);
        }

        if (time < TimeSpan.FromSeconds(1))
        {
            return time == TimeSpan.Zero ? "0s"
                : time < TimeSpan.FromMilliseconds(1) ? Number(time.TotalMicroseconds) + "µs"
                : Number(time.TotalMilliseconds) + "ms";
        }

        var text = new StringBuilder();
        var hours = (long)time.TotalHours;
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || time.Minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{time.Minutes}m");
        }

        return text.Append(Number(time.TotalSeconds % 60)).Append('s').ToString();
    }

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, out double ticks)
    {
        ticks = 0;
        var digits = rest.IndexOfAnyExcept(Digits);
        if (digits <= 0 || !double.TryParse(
            rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[digits..];
        var length = rest.IndexOfAny(Digits);
        var unit = length < 0 ? rest : rest[..length];
        foreach (var (name, factor) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                rest = rest[unit.Length..];
                ticks = number * factor;
                return true;
            }
        }

        return false;
    }

    private static string Number(double value) => Math.Round(value, 7).ToString("0.#######", CultureInfo.InvariantCulture);
}
