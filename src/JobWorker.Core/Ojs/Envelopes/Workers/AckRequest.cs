using System.Text.Json;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes.Workers;

/// <summary>A worker has done a job. OJS HTTP binding, section 10.2.</summary>
/// <param name="JobId">Which job, as the worker spells it.</param>
/// <param name="Result">What came out, any JSON but null; none: nothing.</param>
/// <param name="WorkerId">Who did it; none: it does not say.</param>
public sealed record AckRequest(string JobId, RawJson? Result, string? WorkerId)
{
    /// <summary>Reads the body of an acknowledgement.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<AckRequest> Parse(ReadOnlyMemory<byte> body, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, ack => Read(Id(ack), ack, limits), anyText: true);

    /// <summary>Reads an acknowledgement of a job that is named elsewhere: nothing at all is one.</summary>
    /// <param name="jobId">Which job.</param>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<AckRequest> Parse(string jobId, ReadOnlyMemory<byte> body, EnvelopeLimits limits) => body.IsEmpty
        ? new Parsed<AckRequest>(new AckRequest(jobId, Result: null, WorkerId: null), [])
        : JsonBody.Read(body, limits.Depth, ack => Read(jobId, ack, limits), anyText: true);

    /// <summary>Reads an acknowledgement that is one of many.</summary>
    /// <param name="json">The acknowledgement, of UTF-8 that was checked.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="path">Where it stands, for the problems.</param>
    public static Parsed<AckRequest> Parse(JsonElement json, EnvelopeLimits limits, string path) =>
        JsonBody.Read(json, path, new Problems(), ack => Read(Id(ack), ack, limits));

    private static string Id(Members ack) => ack.Take("job_id", "id").Required(NameRules.SomeId) ?? "";

    private static AckRequest Read(string jobId, Members ack, EnvelopeLimits limits) => new(
        jobId,
        ack.Take("result").Raw(limits.ResultBytes),
        ack.Take("worker_id").Text(NameRules.SomeId));
}
