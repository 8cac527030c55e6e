using System.Globalization;

namespace JobWorker.DevSidecar.Formats;

/// <summary>Sizes as Kubernetes writes them: <c>4Mi</c>, <c>100k</c>, <c>4194304</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30),
        ("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1),
    ];

    /// <summary>False where <paramref name="text"/> is no whole number with one of the known units.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var (suffix, factor) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var number = text.AsSpan(0, text.Length - suffix.Length).Trim();
        var parsed = long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count);
        bytes = count * factor;
        return parsed;
    }
}
