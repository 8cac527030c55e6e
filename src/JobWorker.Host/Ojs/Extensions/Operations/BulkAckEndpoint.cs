using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http;
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
        var body = await Fields.OfAsync(request);
        if (!body.Body.TryGetProperty("acks", out var acks) || acks.ValueKind is not JsonValueKind.Array
            || acks.GetArrayLength() is 0 or > Most)
        {
            body.Complain<string>("acks", $"is required and must be a list of 1 to {Most} acknowledgements");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var all = acks.EnumerateArray().Select((json, n) => AckRequest.Parse(json, EnvelopeLimits.Default, $"acks[{n}]"));

        return Told(request, await Task.WhenAll(all.Select(parsed => OneAsync(parsed, finder))));
    }

    private static async Task<Item> OneAsync(Parsed<AckRequest> parsed, JobFinder finder)
    {
        if (!parsed.IsValid)
        {
            return new Item(null, OjsError.Of(parsed.Problems));
        }

        // Not given up with the connection: a worker that is gone has done the work all the same.
        var ack = parsed.Value;
        var answer = await finder.AskAsync(new QueueOperation.Ack(ack.JobId, ack.WorkerId, ack.Result), CancellationToken.None);

        return new Item(ack.JobId, answer is QueueAnswer.Refused refused ? OjsError.Of(refused) : null);
    }

    private static OjsResult Told(HttpRequest request, Item[] items)
    {
        var failed = items.Count(item => item.Error is not null);
        var status = failed == 0 ? StatusCodes.Status200OK
            : failed < items.Length ? StatusCodes.Status207MultiStatus : StatusCodes.Status422UnprocessableEntity;

        return new OjsResult(status, json =>
        {
            json.WriteNumber("total", items.Length);
            json.WriteNumber("succeeded", items.Length - failed);
            json.WriteNumber("failed", failed);
            json.Objects("items", items.Index(), one =>
            {
                json.WriteNumber("index", one.Index);
                json.Text("job_id", one.Item.JobId);
                json.WriteString("status", one.Item.Error is null ? "acknowledged" : "failed");
                json.WriteNumber("http_status", one.Item.Error?.Status ?? StatusCodes.Status200OK);
                one.Item.Error?.Write(json, OjsGate.RequestOf(request));
            });
        });
    }

    private sealed record Item(string? JobId, OjsError? Error);
}
