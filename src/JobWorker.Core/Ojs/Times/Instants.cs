using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.Core.Ojs.Times;

/// <summary>Moments as RFC 3339 writes them, or counted from now.</summary>
public static partial class Instants
{
    // The seconds' fraction is read to 100 ns and cut off there.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    [GeneratedRegex(
        @"\A(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?)"
        + @"((?<=\.[0-9]{7})[0-9]{1,12})?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }

    /// <summary>Reads <c>2026-02-12T10:30:00.000+01:00</c>, which needs a zone, or <c>+PT5S</c>, which counts from now.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="instant">The moment, UTC.</param>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset instant) =>
        text is ['+', ..] ? TryAfter(text, now, out instant) : TryAbsolute(text, out instant);

    /// <summary>Reads only what counts from now, such as <c>+PT5S</c>.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="wait">How long from now; up to <see cref="Durations.Longest"/>.</param>
    public static bool TryParseWait(string? text, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;

        return text is ['+', .. var rest] && Durations.TryParse(rest, out wait);
    }

    private static bool TryAfter(string text, DateTimeOffset now, out DateTimeOffset instant)
    {
        var read = TryParseWait(text, out var wait) && wait <= DateTimeOffset.MaxValue - now;
        instant = read ? now + wait : default;

        return read;
    }

    private static bool TryAbsolute(string? text, out DateTimeOffset instant)
    {
        var match = Pattern.Match(text ?? "");
        var plain = $"{match.Groups["time"]}{match.Groups["zone"]}".ToUpperInvariant().Replace(' ', 'T');
        var read = DateTimeOffset.TryParseExact(plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
        instant = instant.ToUniversalTime();

        // The first moment of all is what some write who mean none.
        return read && instant > DateTimeOffset.MinValue;
    }
}
