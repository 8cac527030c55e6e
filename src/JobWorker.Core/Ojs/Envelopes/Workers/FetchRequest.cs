using System.Collections.Immutable;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes.Workers;

/// <summary>A worker asks for jobs. OJS HTTP binding, section 10.1.</summary>
/// <param name="Queues">Where to look, in this order; at least one, each once.</param>
/// <param name="Count">Most jobs it wants; 1 to 1,000, default 1.</param>
/// <param name="WorkerId">Who asks; none: it does not say.</param>
/// <param name="VisibilityTimeout">How long it may be silent; none: what each job says.</param>
/// <param name="Wait">How long it waits where there is nothing; 0 to 30 s, default 0.</param>
public sealed record FetchRequest(
    ImmutableArray<string> Queues, int Count, string? WorkerId, TimeSpan? VisibilityTimeout, TimeSpan Wait)
{
    private const int MostQueues = 256;
    private const int MostJobs = 1_000;
    private const int LongestWait = 30_000;

    /// <summary>Reads the body of a fetch.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<FetchRequest> Parse(ReadOnlyMemory<byte> body, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, Read, anyText: true);

    private static FetchRequest? Read(Members fetch)
    {
        var queues = fetch.Take("queues");
        if (queues.IsAbsent || queues.IsEmptyList)
        {
            return queues.Wrong<FetchRequest>("is required and must name at least one queue", "For example [\"default\"].");
        }

        return new FetchRequest(
            [.. (queues.Texts(MostQueues, NameRules.Queue) ?? []).Distinct()],
            fetch.Take("count").Whole(1, MostJobs) ?? 1,
            fetch.Take("worker_id").Text(NameRules.SomeId),
            Spans.Read(fetch.Take("visibility_timeout_ms"), fetch.Take("visibility_timeout")),
            TimeSpan.FromMilliseconds(fetch.Take("wait_ms").Whole(0, LongestWait) ?? 0));
    }
}
