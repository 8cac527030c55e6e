using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Jobs;

/// <summary>What happened to a job, oldest first; and its acknowledgement. OJS execution history, section 7.1.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder v1)
    {
        v1.MapGet("/jobs/{id}/history", ListAsync);
        v1.MapPost("/jobs/{id}/ack", AckAsync);
    }

    private static async Task<IResult> ListAsync(string id, HttpRequest request, JobFinder finder, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        return await finder.AskAsync(new QueueOperation.Get(id), cancel) switch
        {
            QueueAnswer.Jobs { Found: [var job] } => Writing.Ok(json => Write(json, job, page)),
            QueueAnswer.Refused refused => OjsError.Of(refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };
    }

    private static void Write(Utf8JsonWriter json, OjsJob job, Page page)
    {
        json.WriteString("job_id", job.Id);
        json.Objects("events", job.History.Index().Skip(page.Offset).Take(page.Limit), one =>
        {
            var (n, fact) = one;
            json.WriteString("job_id", job.Id);
            json.WriteString("event_type", fact.Event);
            json.At("timestamp", fact.At);
            json.WriteString("state", OjsJson.Name(fact.State));
            json.WriteNumber("attempt", fact.Attempt);
            json.Text("worker_id", fact.Worker);
            json.WriteStartObject("data");
            json.Text("from", n > 0 ? OjsJson.Name(job.History[n - 1].State) : null);
            json.WriteString("to", OjsJson.Name(fact.State));
            json.WriteEndObject();
        });
        json.WriteNumber("total", job.History.Length);
        json.WriteBoolean("truncated", job.History.Length == OjsJobFold.Kept);
        page.Write(json, job.History.Length);
    }

    private static async Task<IResult> AckAsync(string id, HttpRequest request, JobFinder finder)
    {
        using var span = OjsSpan.Begin(request, SpanOperation.Ack);
        var parsed = AckRequest.Parse(id, await request.BodyAsync(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        var ask = new QueueOperation.Ack(id, parsed.Value.WorkerId, parsed.Value.Result);

        return await JobEndpoints.OneAsync(finder, ask, CancellationToken.None, span);
    }
}
