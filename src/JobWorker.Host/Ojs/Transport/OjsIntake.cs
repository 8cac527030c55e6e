using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Host.Hosting;
using JobWorker.Host.Intake;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Schemas;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>Jobs of the Open Job Spec that come over a topic or an input binding. The answer is the acknowledgement.</summary>
internal static class OjsIntake
{
    public static RouteHandlerBuilder MapOjsIntake(this IEndpointRouteBuilder app) => app.MapPost("/intake/ojs", TakeAsync);

    /// <summary>200: taken for good, put aside, or known already. 503: deliver it again later.</summary>
    private static async Task<IResult> TakeAsync(
        HttpRequest request,
        Enqueuer enqueuer,
        SchemaRegistry schemas,
        DeadLetters letters,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var message = await request.BodyAsync();
        var (job, wrong) = Read(message, clock.GetUtcNow());
        if (job is null)
        {
            return await AsideAsync(wrong);
        }

        try
        {
            if (await schemas.CheckAsync(job.Spec, "args", cancel) is { } broken)
            {
                return await AsideAsync(broken.Problems.IsEmpty ? broken.Message : All(broken.Problems));
            }

            var enqueued = await enqueuer.EnqueueAsync(job, cancel);
            if (enqueued.Refused is { Why: Refusal.TooLarge } large)
            {
                return await AsideAsync(large.Message);
            }

            // A job of this id, or one of which there may be one only, is there already: the message came again.
            return enqueued.Refused is null or { Why: Refusal.Duplicate } ? Done(IntakeOutcome.Accepted) : Later();
        }
        catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
        {
            return Later();
        }

        async Task<IResult> AsideAsync(string? why) =>
            await letters.AddAsync($"OJS: {why}", message, cancel) ? Done(IntakeOutcome.DeadLettered) : Later();
    }

    private static (JobRequest? Job, string? Wrong) Read(ReadOnlyMemory<byte> message, DateTimeOffset now)
    {
        var opened = OjsMessage.Open(message);
        if (opened.Body is not { } body)
        {
            return (null, opened.Reason);
        }

        var parsed = JobRequest.Parse(body, now, EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return (null, All(parsed.Problems));
        }

        return parsed.Value.Id is null
            ? (null, "id is required over a queue: without one a message that comes twice would be two jobs")
            : (parsed.Value, null);
    }

    private static string All(IEnumerable<Problem> problems) => string.Join("; ", problems.Select(problem => problem.Message));

    private static Ok Done(IntakeOutcome outcome)
    {
        HostMetrics.Messages.WithLabels("Ojs" + outcome).Inc();

        return TypedResults.Ok();
    }

    private static StatusCodeHttpResult Later()
    {
        HostMetrics.Messages.WithLabels("Ojs" + IntakeOutcome.Later).Inc();

        return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
