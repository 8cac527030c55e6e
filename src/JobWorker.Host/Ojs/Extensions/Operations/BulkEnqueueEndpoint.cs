using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Ojs.Extensions.Admission;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>Many jobs at once, each for itself: one that is wrong keeps no other out. OJS bulk operations, section 5.</summary>
internal static class BulkEnqueueEndpoint
{
    public static void MapBulkEnqueue(this RouteGroupBuilder v1) => v1.MapPost("/jobs/bulk", EnqueueAsync);

    private static async Task<IResult> EnqueueAsync(
        HttpRequest request, Enqueuer enqueuer, Admissions admissions, TimeProvider clock, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        if (!body.Body.TryGetProperty("jobs", out var jobs) || jobs.ValueKind is not JsonValueKind.Array
            || jobs.GetArrayLength() is 0 or > Bulk.Most)
        {
            body.Complain<string>("jobs", $"is required and must be a list of 1 to {Bulk.Most} jobs");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        if (body.Text("atomicity") is "atomic" || body.Has("idempotency_key"))
        {
            return OjsError.Unsupported("Each job stands for itself here; /ojs/v1/jobs/batch takes all or none.");
        }

        var now = clock.GetUtcNow();
        var all = jobs.EnumerateArray().Select((json, n) => JobRequest.Parse(json, now, EnvelopeLimits.Default, $"jobs[{n}]"));
        var items = await Task.WhenAll(all.Select(async parsed =>
        {
            if (!parsed.IsValid)
            {
                return new Item(null, OjsError.Of(parsed.Problems));
            }

            var admitted = await admissions.AdmitAsync(request, [parsed.Value], cancel);
            if (admitted.Refused is { } refused)
            {
                return new Item(null, refused);
            }

            var enqueued = await enqueuer.EnqueueAsync(admitted.Requests[0], cancel);

            return new Item(enqueued.Job, enqueued.Refused is { } no ? OjsError.Of(no) : null);
        }));

        return Told(items);
    }

    private static OjsResult Told(Item[] items)
    {
        var failed = items.Count(item => item.Error is not null);
        var status = failed == 0 ? StatusCodes.Status201Created
            : failed < items.Length ? StatusCodes.Status207MultiStatus : StatusCodes.Status422UnprocessableEntity;

        return new OjsResult(status, json =>
        {
            json.WriteNumber("total", items.Length);
            json.WriteNumber("succeeded", items.Length - failed);
            json.WriteNumber("failed", failed);
            json.Objects("items", items.Index(), one =>
            {
                json.WriteNumber("index", one.Index);
                Write(json, one.Item);
            });
        });
    }

    private static void Write(Utf8JsonWriter json, Item item)
    {
        json.WriteString("status", item.Error?.Code switch { null => "created", "duplicate" => "duplicate", _ => "failed" });
        if (item.Job is { } job)
        {
            OjsResult.Job(json, job);
        }

        if (item.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }
    }

    private sealed record Item(OjsJob? Job, OjsError? Error);
}
