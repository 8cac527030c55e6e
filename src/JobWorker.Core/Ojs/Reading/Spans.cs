namespace JobWorker.Core.Ojs.Reading;

/// <summary>Lengths of time that are spelled in several ways.</summary>
internal static class Spans
{
    /// <summary>Milliseconds, else seconds or an ISO 8601 duration; zero means none.</summary>
    public static TimeSpan? Read(Part milliseconds, Part seconds)
    {
        var span = milliseconds.Units(TimeSpan.FromMilliseconds(1))
            ?? (seconds.IsText ? seconds.Duration() : seconds.Units(TimeSpan.FromSeconds(1)));

        return span > TimeSpan.Zero ? span : null;
    }
}
