using System.Collections.Immutable;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>Jobs that are taken all together or not at all.</summary>
/// <param name="Jobs">In the order they were sent; at least one.</param>
public sealed record BatchRequest(ImmutableArray<JobRequest> Jobs)
{
    private const string Hint = "Nothing was enqueued; correct the job and send the batch again.";

    /// <summary>Reads the body of a batch; problems name the job, as in <c>jobs[3].type</c>.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="now">The time now, UTC: relative times count from it.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<BatchRequest> Parse(ReadOnlyMemory<byte> body, DateTimeOffset now, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, members => Read(members.Take("jobs"), now, limits));

    private static BatchRequest? Read(Part list, DateTimeOffset now, EnvelopeLimits limits)
    {
        if (list.IsAbsent || list.IsEmptyList)
        {
            return list.Wrong<BatchRequest>("is required and must be a list of at least one job", "Send {\"jobs\": [...]}.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var jobs = ImmutableArray.CreateBuilder<JobRequest>();
        foreach (var item in list.Items(limits.BatchJobs))
        {
            if (item.RequiredObject() is not { } members || EnvelopeReader.Read(members, now, limits) is not { } job)
            {
                continue;
            }

            jobs.Add(job);
            if (job.Id is { } id && !ids.Add(id))
            {
                (members.Take("id") with { Kind = ProblemKind.Duplicate }).Complain("is the id of another job, too", Hint);
            }
        }

        return new BatchRequest(jobs.DrainToImmutable());
    }
}
