using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Admission;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Extensions.Workers;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Jobs as workers see them: fetch, ack, nack, heartbeat. OJS HTTP binding, section 10.</summary>
internal static class WorkerEndpoints
{
    public static void MapWorkers(this RouteGroupBuilder v1)
    {
        var workers = v1.MapGroup("/workers");
        workers.MapPost("/fetch", FetchAsync);
        workers.MapPost("/ack", AckAsync);
        workers.MapPost("/nack", NackAsync);
        workers.MapPost("/heartbeat", HeartbeatAsync);
    }

    private static async Task<IResult> FetchAsync(HttpContext context, Fetcher fetcher, WorkerBook book, CancellationToken cancel)
    {
        using var span = OjsSpan.Begin(context.Request, SpanOperation.Fetch);
        var parsed = FetchRequest.Parse(await context.Request.BodyAsync(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        book.Hear(parsed.Value.WorkerId, parsed.Value.Queues);
        ImmutableArray<OjsJob> found = await book.MayFetchAsync(parsed.Value.WorkerId, cancel)
            ? await fetcher.FetchAsync(parsed.Value, Admissions.TenantOf(context.Request), cancel)
            : [];
        span?.About(found);

        return OjsResult.Of(found);
    }

    private static async Task<IResult> AckAsync(HttpContext context, JobFinder finder)
    {
        using var span = OjsSpan.Begin(context.Request, SpanOperation.Ack);
        var parsed = AckRequest.Parse(await context.Request.BodyAsync(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        // Not given up with the connection: a worker that is gone has done the work all the same.
        var ask = new QueueOperation.Ack(parsed.Value.JobId, parsed.Value.WorkerId, parsed.Value.Result);

        return Settled(await finder.AskAsync(ask, CancellationToken.None), isAck: true, span);
    }

    private static async Task<IResult> NackAsync(HttpContext context, JobFinder finder)
    {
        using var span = OjsSpan.Begin(context.Request, SpanOperation.Nack);
        var parsed = NackRequest.Parse(await context.Request.BodyAsync(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems).Told(span);
        }

        var (request, error) = (parsed.Value, parsed.Value.Error);
        var failure = new Failure(error.Code, error.Type, error.Message, error.Retryable, error.Details);
        var ask = new QueueOperation.Nack(request.JobId, request.WorkerId, failure, request.Requeue);

        return Settled(await finder.AskAsync(ask, CancellationToken.None), isAck: false, span);
    }

    /// <summary>The job as it is after its worker is done with it, or why that is not so.</summary>
    private static IResult Settled(QueueAnswer answer, bool isAck, OjsSpan? span)
    {
        if (answer is QueueAnswer.Refused refused)
        {
            return OjsError.Of(refused).Told(span);
        }

        if (answer is not QueueAnswer.Jobs { Found: [var job] })
        {
            throw new InvalidOperationException($"A queue answered {answer.GetType().Name}.");
        }

        span?.About(job);

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            if (isAck)
            {
                json.WriteBoolean("acknowledged", true);
            }

            Outcome(json, job);
        });
    }

    private static async Task<IResult> HeartbeatAsync(
        HttpContext context, Heartbeats heartbeats, WorkerBook book, TimeProvider clock, CancellationToken cancel)
    {
        var parsed = HeartbeatRequest.Parse(await context.Request.BodyAsync(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems);
        }

        book.Hear(parsed.Value.WorkerId, jobs: parsed.Value.JobIds.Length, state: parsed.Value.State);
        var beat = await heartbeats.BeatAsync(parsed.Value, cancel);

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            json.WriteString("state", beat.Directive);
            json.WriteString("directive", beat.Directive);
            json.WriteStartArray("jobs_extended");
            foreach (var id in beat.Extended)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
            json.WriteString("server_time", JobDocument.Time(clock.GetUtcNow()));
        });
    }

    private static void Outcome(Utf8JsonWriter json, OjsJob job)
    {
        json.WriteString("id", job.Id);
        json.WriteString("job_id", job.Id);
        json.WriteString("state", OjsJson.Name(job.State));
        json.WriteNumber("attempt", job.Attempt);
        json.WriteNumber("max_attempts", job.Spec.Retry.MaxAttempts);
        json.At("completed_at", job.CompletedAt);
        json.At("discarded_at", job.DiscardedAt);
        if (job.State is JobState.Retryable)
        {
            json.At("next_attempt_at", job.AvailableAt);
            json.WriteNumber("retry_delay_ms", (long)(job.RetryDelay?.TotalMilliseconds ?? 0));
        }

        OjsResult.Job(json, job);
    }
}
