namespace JobWorker.DevCluster.Formats.Tables;

/// <summary>Durations as kubectl's users read them: two units at most, fewer as they grow.</summary>
internal static class Durations
{
    public static string ToShort(TimeSpan span)
    {
        var s = (long)Math.Max(0, span.TotalSeconds);

        return s switch
        {
            < 120 => $"{s}s",
            < 600 => Two(s / 60, "m", s % 60, "s"),
            < 3 * 3600 => $"{s / 60}m",
            < 8 * 3600 => Two(s / 3600, "h", s / 60 % 60, "m"),
            < 48 * 3600 => $"{s / 3600}h",
            < 8 * 86_400 => Two(s / 86_400, "d", s / 3600 % 24, "h"),
            _ => $"{s / 86_400}d",
        };
    }

    private static string Two(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
