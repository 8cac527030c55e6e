using System.Globalization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Api;

/// <summary>A point in a job's life.</summary>
/// <param name="Version">After so many events; none where a time was given.</param>
/// <param name="Time">UTC; none where a version was given.</param>
internal sealed record Moment(long? Version, DateTimeOffset? Time)
{
    /// <summary>Reads a time with its offset, or a number from 1; none where it is neither.</summary>
    public static Moment? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version > 0 ? new Moment(version, null) : null
            : text.Length >= 20 && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new Moment(null, time) : null;

    /// <summary>The events that had happened by then.</summary>
    public List<Recorded<JobEvent>> Of(IReadOnlyList<Recorded<JobEvent>> events) =>
        [.. events.TakeWhile(e => Version is { } last ? e.Version <= last : e.Event.At <= Time)];
}
