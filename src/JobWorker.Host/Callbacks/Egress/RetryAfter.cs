using System.Globalization;
using System.Net.Http.Headers;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>The wish of a receiver that answers 429 or 503 to be left alone for a while.</summary>
internal static class RetryAfter
{
    /// <summary>Who asks for more gets this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The wish in <paramref name="response"/>; none with any other status, or where it makes no sense.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
            ? Read((int)response.StatusCode, values.ToString(), now)
            : null;

    /// <summary>
    /// Seconds, however many, or a date of HTTP in any of its three forms; 0 to 24 h. Anything else (negative, with a fraction, text) is no wish.
    /// </summary>
    public static TimeSpan? Read(int status, string? value, DateTimeOffset now)
    {
        var text = value?.Trim() ?? "";
        if (status is not (429 or 503) || text.Length == 0)
        {
            return null;
        }

        if (text.All(char.IsAsciiDigit))
        {
            return long.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds < Longest.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : Longest;
        }

        if (!RetryConditionHeaderValue.TryParse(text, out var wish) || wish.Date is not { } date)
        {
            return null;
        }

        var wait = date - now;

        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }
}
