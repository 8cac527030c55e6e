using System.Globalization;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Components;

/// <summary>Component metadata as numbers, flags and durations, with errors that name the field and the rule.</summary>
internal static class SpecValues
{
    /// <summary>The error for a field that cannot work.</summary>
    /// <remarks>Whoever makes the component adds where it is written and what it is.</remarks>
    public static ComponentException Wrong(this ComponentSpec spec, string field, string rule) => new($"{field}: {rule}.");

    /// <summary>A whole number within bounds.</summary>
    public static int Number(this ComponentSpec spec, string field, int fallback, int least, int most)
    {
        var text = spec.Get(field);
        if (text.Length == 0)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? number
                : throw spec.Wrong(field, $"'{text}' must be a whole number from {least} to {most}");
    }

    /// <summary>Whether a field says yes in any of Dapr's ways: <c>true t 1 y yes on</c>, in any case.</summary>
    public static bool Flag(this ComponentSpec spec, string field) =>
        spec.Get(field).Trim().ToUpperInvariant() is "TRUE" or "1" or "Y" or "YES" or "ON" or "T";

    /// <summary>A Go duration such as <c>1m30s</c>, or a plain number of <paramref name="unit"/>s.</summary>
    public static TimeSpan Duration(this ComponentSpec spec, string field, TimeSpan fallback, TimeSpan unit)
    {
        var text = spec.Get(field);

        return text.Length == 0 ? fallback
            : double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? unit * number
            : GoDuration.TryParse(text, out var time) ? time
            : throw spec.Wrong(field, $"'{text}' must be a duration such as 500ms, 30s or 1m30s");
    }
}
