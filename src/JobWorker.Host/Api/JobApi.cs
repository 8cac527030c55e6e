using Dapr;
using Dapr.Client;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Host.Intake;
using JobWorker.Host.Journals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Api;

/// <summary>What people and clients ask: submit a job, and "what happened to job X?".</summary>
internal static class JobApi
{
    private const int MaxMessageBytes = 256 * 1024;

    public static RouteGroupBuilder MapJobApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");

        api.MapPost("/jobs", SubmitAsync);
        api.MapGet("/jobs/{id}", GetAsync);
        api.MapGet("/jobs/{id}/events", EventsAsync);
        api.MapGet("/dead-letters", (DeadLetters letters) => TypedResults.Ok(letters.Recent));

        return api;
    }

    /// <summary>
    /// Checks the message and puts it on the queue: 202, or 400 with every violation. With <c>dryRun</c>, 200 and what it
    /// would become.
    /// </summary>
    private static async Task<IResult> SubmitAsync(
        HttpRequest request,
        bool? dryRun,
        JobIntake intake,
        SubmissionRules rules,
        DryRun tryOut,
        DaprClient dapr,
        IOptions<IntakeOptions> options,
        CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        ReadOnlyMemory<byte> message = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (message.Length > MaxMessageBytes)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, "The message is larger than 256 KiB.");
        }

        if (dryRun == true)
        {
            return TypedResults.Json(await tryOut.OfAsync(intake.Read(message), rules, cancel), JobJson.Options);
        }

        return intake.Read(message) switch
        {
            MessageReading.Unusable x => Problem(StatusCodes.Status400BadRequest, x.Reason),
            MessageReading.Invalid x => Violations(x.Violations),
            MessageReading.Valid x when rules.Check(x.Request) is { Length: > 0 } violations => Violations(violations),
            MessageReading.Valid x => await PublishAsync(x.Request.Id, message, dapr, options.Value, cancel),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> PublishAsync(
        string id, ReadOnlyMemory<byte> message, DaprClient dapr, IntakeOptions options, CancellationToken cancel)
    {
        try
        {
            await dapr.PublishByteEventAsync(
                options.PubSub, options.Topic, message, "application/json", cancellationToken: cancel);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"The queue did not take the message: {e.Message}");
        }

        return TypedResults.Accepted($"/api/jobs/{id}", new { id });
    }

    /// <summary>
    /// The job as it stands, or with <c>at</c> as it stood then: a time (RFC 3339) or the number of its events.
    /// </summary>
    private static async Task<IResult> GetAsync(string id, string? at, Journal<Job, JobEvent> journal, CancellationToken cancel)
    {
        if (at is not null && Moment.Parse(at) is null)
        {
            return Problem(
                StatusCodes.Status400BadRequest, "at must be a time such as 2026-01-01T12:00:00Z, or a version from 1.");
        }

        var events = await journal.HistoryAsync(id, cancel).ToListAsync(cancel);
        if (events.Count == 0)
        {
            return NotFound(id);
        }

        var then = at is null ? events : Moment.Parse(at)!.Of(events);

        return then.Count == 0
            ? Problem(StatusCodes.Status404NotFound, $"There was no job {id} at {at}.")
            : TypedResults.Json(JobView.Of(id, then), JobJson.Options);
    }

    private static async Task<IResult> EventsAsync(string id, Journal<Job, JobEvent> journal, CancellationToken cancel)
    {
        var events = await journal.HistoryAsync(id, cancel).ToListAsync(cancel);

        return events.Count == 0 ? NotFound(id) : TypedResults.Json(events, JobJson.Options);
    }

    private static ProblemHttpResult NotFound(string id) => Problem(StatusCodes.Status404NotFound, $"There is no job {id}.");

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    private static ValidationProblem Violations(IEnumerable<Violation> violations) => TypedResults.ValidationProblem(
        violations.GroupBy(v => v.Field).ToDictionary(g => g.Key, g => g.Select(v => v.Rule).ToArray()),
        title: "The message breaks rules.");
}
