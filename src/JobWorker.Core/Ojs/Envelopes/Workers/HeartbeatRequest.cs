using System.Collections.Immutable;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes.Workers;

/// <summary>A worker is alive and has these jobs. OJS HTTP binding, section 10.4, and worker protocol, section 4.</summary>
/// <param name="WorkerId">Who it is.</param>
/// <param name="JobIds">The jobs it has, as it spells them, each once.</param>
/// <param name="VisibilityTimeout">How long it may be silent from now on; none: as long as at the fetch.</param>
/// <param name="State">What it says it does: running, quiet or terminate; none: it does not say.</param>
public sealed record HeartbeatRequest(
    string WorkerId, ImmutableArray<string> JobIds, TimeSpan? VisibilityTimeout, string? State)
{
    private const int MostJobs = 10_000;

    /// <summary>Reads the body of a heartbeat.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<HeartbeatRequest> Parse(ReadOnlyMemory<byte> body, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, beat => new HeartbeatRequest(
            beat.Take("worker_id", "id").Required(NameRules.SomeId) ?? "",
            [.. Ids(beat).Distinct()],
            Spans.Read(beat.Take("visibility_timeout_ms"), beat.Take("visibility_timeout")),
            beat.Take("state").Text(NameRules.SomeId)));

    /// <summary>In one dialect <c>active_jobs</c> has the ids, in another it says how many <c>active_job_ids</c> has.</summary>
    private static IEnumerable<string> Ids(Members beat)
    {
        var jobs = beat.Take("active_jobs");
        var one = beat.Take("job_id").Text(NameRules.SomeId);

        return
        [
            .. (jobs.IsNumber ? null : jobs.Texts(MostJobs, NameRules.SomeId)) ?? [],
            .. beat.Take("active_job_ids", "job_ids").Texts(MostJobs, NameRules.SomeId) ?? [],
            .. one is null ? Array.Empty<string>() : [one],
        ];
    }
}
