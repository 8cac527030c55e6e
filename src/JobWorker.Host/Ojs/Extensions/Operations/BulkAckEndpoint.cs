using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>Many jobs that are done, each for itself: what a worker with many slots says in one request.</summary>
internal static class BulkAckEndpoint
{
    private const int Most = 1_000;

    public static void MapBulkAck(this RouteGroupBuilder v1) => v1.MapPost("/workers/ack/bulk", AckAsync);

    private static async Task<IResult> AckAsync(HttpRequest request, JobFinder finder)
    {
        using var span = OjsSpan.Begin(request, SpanOperation.AckMany);
        var body = await Fields.OfAsync(request, anyText: true);
        if (!body.Body.TryGetProperty("acks", out var acks) || acks.ValueKind is not JsonValueKind.Array
            || acks.GetArrayLength() is 0 or > Most)
        {
            body.Complain<string>("acks", $"is required and must be a list of 1 to {Most} acknowledgements");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong.Told(span);
        }

        var all = acks.EnumerateArray().Select((json, n) => AckRequest.Parse(json, EnvelopeLimits.Default, $"acks[{n}]"));

        return BulkAnswer.Of(request, StatusCodes.Status200OK, await Task.WhenAll(all.Select(parsed => OneAsync(parsed, finder, span))));
    }

    private static async Task<BulkItem> OneAsync(Parsed<AckRequest> parsed, JobFinder finder, OjsSpan? span)
    {
        if (!parsed.IsValid)
        {
            return Item(null, OjsError.Of(parsed.Problems).Told(span));
        }

        // Not given up with the connection: a worker that is gone has done the work all the same.
        var ack = parsed.Value;
        var answer = await finder.AskAsync(new QueueOperation.Ack(ack.JobId, ack.WorkerId, ack.Result), CancellationToken.None);

        if (answer is QueueAnswer.Jobs { Found: [var job] })
        {
            span?.About(job);
        }

        return Item(ack.JobId, answer is QueueAnswer.Refused refused ? OjsError.Of(refused).Told(span) : null);
    }

    private static BulkItem Item(string? jobId, OjsError? error) => new(error, StatusCodes.Status200OK, json =>
    {
        json.Text("job_id", jobId);
        json.WriteString("status", error is null ? "acknowledged" : "failed");
    });
}
