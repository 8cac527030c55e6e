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
        using var span = OjsSpan.Begin(request, SpanOperation.EnqueueMany);
        var body = await Fields.OfAsync(request, anyText: true);
        if (!body.Body.TryGetProperty("jobs", out var jobs) || jobs.ValueKind is not JsonValueKind.Array
            || jobs.GetArrayLength() is 0 or > Bulk.Most)
        {
            body.Complain<string>("jobs", $"is required and must be a list of 1 to {Bulk.Most} jobs");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong.Told(span);
        }

        if (body.Text("atomicity") is "atomic" || body.Has("idempotency_key"))
        {
            return OjsError.Unsupported("Each job stands for itself here; /ojs/v1/jobs/batch takes all or none.").Told(span);
        }

        var now = clock.GetUtcNow();
        var all = jobs.EnumerateArray().Select((json, n) => JobRequest.Parse(json, now, EnvelopeLimits.Default, $"jobs[{n}]"));
        var items = await Task.WhenAll(all.Select(async parsed =>
        {
            if (!parsed.IsValid)
            {
                return Item(OjsError.Of(parsed.Problems).Told(span));
            }

            var admitted = await admissions.AdmitAsync(request, [parsed.Value], cancel);
            if (admitted.Refused is { } refused)
            {
                return Item(refused.Told(span));
            }

            var enqueued = await enqueuer.EnqueueAsync(admitted.Requests[0], cancel);
            if (enqueued.Job is { } job)
            {
                span?.About(job);
            }

            return Item(enqueued.Refused is { } no ? OjsError.Of(no).Told(span) : null, enqueued.Job, enqueued.IsNew);
        }));

        return BulkAnswer.Of(request, StatusCodes.Status201Created, items);
    }

    private static BulkItem Item(OjsError? error, OjsJob? job = null, bool isNew = false)
    {
        var granted = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;

        return new BulkItem(error, granted, json =>
        {
            json.WriteString("status", error?.Code switch { null => "created", "duplicate" => "duplicate", _ => "failed" });
            if (job is not null)
            {
                OjsResult.Job(json, job);
            }
        });
    }
}
