using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Admission;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Jobs as clients see them: enqueue, look up, cancel, activate. OJS HTTP binding, section 9.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this RouteGroupBuilder v1)
    {
        v1.MapPost("/jobs", EnqueueAsync);
        v1.MapPost("/jobs/batch", EnqueueBatchAsync);
        v1.MapGet("/jobs/{id}", (string id, JobFinder finder, CancellationToken cancel) =>
            OneAsync(finder, new QueueOperation.Get(id), cancel));
        v1.MapDelete("/jobs/{id}", (string id, JobFinder finder, CancellationToken cancel) =>
            OneAsync(finder, new QueueOperation.Cancel(id), cancel));
        v1.MapPost("/jobs/{id}/activate", (string id, JobFinder finder, CancellationToken cancel) =>
            OneAsync(finder, new QueueOperation.Activate(id), cancel));
    }

    /// <summary>An operation on one job, answered with the job as it is then.</summary>
    public static async Task<IResult> OneAsync(
        JobFinder finder, QueueOperation.OnJob operation, CancellationToken cancel, OjsSpan? span = null)
    {
        switch (await DeadLetterEndpoints.AskAsync(finder, operation, cancel))
        {
            case QueueAnswer.Jobs { Found: [var job] }:
                span?.About(job);
                return OjsResult.Of(job);
            case QueueAnswer.Refused refused:
                return OjsError.Of(refused).Told(span);
            case var other:
                throw new InvalidOperationException($"A queue answered {other.GetType().Name}.");
        }
    }

    private static async Task<IResult> EnqueueAsync(
        HttpContext context, Admissions admissions, Enqueuer enqueuer, TimeProvider clock, CancellationToken cancel)
    {
        using var span = OjsSpan.Begin(context.Request, SpanOperation.Enqueue);
        var parsed = JobRequest.Parse(await context.Request.BodyAsync(), clock.GetUtcNow(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        var admitted = await admissions.AdmitAsync(context.Request, [parsed.Value], cancel);
        if (admitted.Refused is { } kept)
        {
            return kept.Told(span);
        }

        var enqueued = await enqueuer.EnqueueAsync(admitted.Requests[0], cancel);
        if (enqueued.Refused is { } refused)
        {
            return OjsError.Of(refused).Told(span);
        }

        span?.About(enqueued.Job!);
        context.Response.Headers.Location = $"/ojs/v1/jobs/{enqueued.Job!.Id}";

        return OjsResult.Of(enqueued.Job, enqueued.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> EnqueueBatchAsync(
        HttpContext context, Admissions admissions, Enqueuer enqueuer, TimeProvider clock, CancellationToken cancel)
    {
        using var span = OjsSpan.Begin(context.Request, SpanOperation.EnqueueMany);
        var parsed = BatchRequest.Parse(await context.Request.BodyAsync(), clock.GetUtcNow(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        var admitted = await admissions.AdmitAsync(context.Request, parsed.Value.Jobs, cancel);
        if (admitted.Refused is { } kept)
        {
            return kept.Told(span);
        }

        switch (await enqueuer.EnqueueAsync(admitted.Requests, cancel))
        {
            case QueueAnswer.Jobs jobs:
                span?.About(jobs.Found);
                return OjsResult.Of(
                    jobs.Found, StatusCodes.Status201Created, json => json.WriteNumber("count", jobs.Found.Length));
            case QueueAnswer.Refused refused:
                return OjsError.Of(refused).Told(span);
            case var other:
                throw new InvalidOperationException($"A queue answered {other.GetType().Name}.");
        }
    }
}
