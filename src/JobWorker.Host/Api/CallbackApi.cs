using System.Globalization;
using System.Text.Json;
using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Policies;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>What a job's client was told, and telling it again.</summary>
internal static class CallbackApi
{
    private const string Example = """{"url":"https://example.com/hook"}""";

    public static RouteGroupBuilder MapCallbackApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/jobs/{id}");

        api.MapGet("/callbacks", ListAsync);
        api.MapPost("/callbacks/{sequence}/resend", ResendAsync);
        api.MapPost("/resend", ResendDeadAsync);

        return api;
    }

    /// <summary>200 and every callback with every attempt, by sequence; 404; 503 where the store does not answer.</summary>
    private static async Task<IResult> ListAsync(string id, Journal<Job, JobEvent> journal, CancellationToken cancel)
    {
        try
        {
            var history = await journal.HistoryAsync(id, cancel).ToListAsync(cancel);

            return history.Count == 0
                ? Problem(StatusCodes.Status404NotFound, $"There is no job {id}.")
                : TypedResults.Json(CallbackLedger.Of(id, history), JobJson.Options);
        }
        catch (JournalUnavailableException e)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    /// <summary>
    /// 202 once it is durable; 400 with every broken rule; 404 for a job or callback there is not; 409 with the reason; 503.
    /// </summary>
    private static Task<IResult> ResendAsync(
        string id,
        string sequence,
        HttpRequest request,
        [AsParameters] Resending with,
        CancellationToken cancel) =>
        int.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? SayAsync(id, number, request, with, cancel)
            : Task.FromResult<IResult>(
                Problem(StatusCodes.Status404NotFound, $"There is no callback {sequence}: they are numbered from 0."));

    /// <summary>The same for every callback of the job that was given up.</summary>
    private static Task<IResult> ResendDeadAsync(
        string id, HttpRequest request, [AsParameters] Resending with, CancellationToken cancel) =>
        SayAsync(id, sequence: null, request, with, cancel);

    private static async Task<IResult> SayAsync(
        string id, int? sequence, HttpRequest request, Resending with, CancellationToken cancel)
    {
        var (url, problems) = await ReadAsync(request.Body, with.Policy, cancel);
        try
        {
            if (problems is [] && url is not null)
            {
                problems = with.Rules.Check(url, (await with.Journal.LoadAsync(id, cancel)).State);
            }
        }
        catch (JournalUnavailableException e)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }

        return problems is [_, ..]
            ? TypedResults.ValidationProblem(
                problems.GroupBy(v => v.Field).ToDictionary(g => g.Key, g => g.Select(v => v.Rule).ToArray()),
                title: "The request breaks rules.")
            : await JobOperations.SayAsync(id, new JobCommand.Resend(sequence, url, with.Clock.GetUtcNow()), with.Jobs, cancel);
    }

    /// <summary>No body at all is allowed, and means that the URL stays.</summary>
    private static async Task<(string? Url, IReadOnlyList<Violation> Problems)> ReadAsync(
        Stream body, JobPolicy policy, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, cancel);
        if (bytes.Length == 0)
        {
            return (null, []);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return Read(document.RootElement, policy);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return (null, [new Violation("body", $"must be a JSON object such as {Example}, or nothing")]);
    }

    private static (string? Url, IReadOnlyList<Violation> Problems) Read(JsonElement root, JobPolicy policy)
    {
        List<Violation> problems =
        [
            .. root.EnumerateObject().Select(JsonText.NameOf).Where(name => name != "url")
                .Select(name => new Violation(name, "is not known here; url is")),
        ];
        switch (JsonText.Member(root, "url"))
        {
            case null:
                return (null, problems);
            case { ValueKind: JsonValueKind.String } text when JsonText.Of(text) is { } url:
                return (url, [.. problems, .. policy.CheckWebhook("url", url)]);
            default:
                return (null, [.. problems, new Violation("url", "must be Unicode text")]);
        }
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}

/// <summary>What sending a callback again takes.</summary>
/// <param name="Jobs">Says it to the job.</param>
/// <param name="Journal">Knows the job's namespace and service.</param>
/// <param name="Policy">What every URL must keep.</param>
/// <param name="Rules">What the URL of this job must keep.</param>
/// <param name="Clock">When it was asked for.</param>
internal sealed record Resending(
    IJobs Jobs, Journal<Job, JobEvent> Journal, JobPolicy Policy, SubmissionRules Rules, TimeProvider Clock);
