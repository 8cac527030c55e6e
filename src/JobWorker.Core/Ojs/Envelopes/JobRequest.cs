using System.Runtime.InteropServices;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>One job that a client wants done.</summary>
/// <param name="Spec">What it asks for, with defaults filled in.</param>
/// <param name="Id">The id it wants the job to have, a UUIDv7 in lower case; none: have one made.</param>
public sealed record JobRequest(JobSpec Spec, string? Id)
{
    /// <summary>Reads the body of an enqueue.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="now">The time now, UTC: relative times count from it.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<JobRequest> Parse(ReadOnlyMemory<byte> body, DateTimeOffset now, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, members => EnvelopeReader.Read(members, now, limits));

    /// <summary>Reads a job that is part of something.</summary>
    /// <param name="json">The job, of UTF-8 that was checked.</param>
    /// <param name="now">The time now, UTC: relative times count from it.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="path">Where it stands, for the problems.</param>
    /// <param name="anyOption">Passes over options that are not known: they were not asked about when it was taken.</param>
    public static Parsed<JobRequest> Parse(
        JsonElement json, DateTimeOffset now, EnvelopeLimits limits, string path = "", bool anyOption = false)
    {
        var problems = new Problems();
        HalfCharacters.Check(JsonMarshal.GetRawUtf8Value(json), path, problems);

        return problems.Any
            ? problems.Or<JobRequest>(null)
            : JsonBody.Read(json, path, problems, members => EnvelopeReader.Read(members, now, limits, anyOption));
    }
}
