using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.DevSidecar.Formats;

/// <summary>An ISO-8601 duration with its repetitions: <c>R5/P1DT30S</c>.</summary>
/// <param name="Months">Years included, 12 each.</param>
/// <param name="Days">Weeks included, 7 each.</param>
/// <param name="Clock">Hours, minutes and seconds.</param>
/// <param name="Repeats">Ticks in all; none without an <c>R</c>.</param>
internal sealed partial record IsoDuration(int Months, int Days, TimeSpan Clock, int? Repeats)
{
    /// <summary>None where <paramref name="text"/> is not of that form.</summary>
    public static IsoDuration? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || text[^1] is 'P' or 'T')
        {
            return null;
        }

        var clock = TimeSpan.FromHours(Whole(match, "h")) + TimeSpan.FromMinutes(Whole(match, "min"))
            + TimeSpan.FromSeconds(Fraction(match, "s"));
        int? repeats = match.Groups["r"].Success ? Whole(match, "r") : null;
        var months = (12 * Whole(match, "y")) + Whole(match, "m");
        var days = (7 * Whole(match, "w")) + Whole(match, "d");
        return new IsoDuration(months, days, clock, repeats);
    }

    /// <summary>That much after <paramref name="time"/>.</summary>
    public DateTimeOffset After(DateTimeOffset time) => time.AddMonths(Months).AddDays(Days) + Clock;

    private static int Whole(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static double Fraction(Match match, string group) =>
        match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?:R(?<r>\d{1,9})/)?P(?:(?<y>\d{1,4})Y)?(?:(?<m>\d{1,5})M)?(?:(?<w>\d{1,5})W)?(?:(?<d>\d{1,6})D)?"
        + @"(?:T(?:(?<h>\d{1,8})H)?(?:(?<min>\d{1,9})M)?(?:(?<s>\d{1,9}(?:\.\d+)?)S)?)?$")]
    private static partial Regex Form();
}
