using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Host.Ojs.Http.Answers;

/// <summary>An error as OJS wants it, and the only place where one meets a status. OJS HTTP binding, section 16.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record OjsError(int Status, string Code, string Message, string Hint) : IResult
{
    private const string Docs = "https://openjobspec.org/errors#";

    /// <summary>Which rule was broken, where the code does not say.</summary>
    public string? Type { get; init; }

    /// <summary>What else is known, by name.</summary>
    public ImmutableArray<(string Name, string Value)> Details { get; init; } = [];

    /// <summary>Everything that is wrong with the request.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>How many jobs wait in a queue, and how many may.</summary>
    public (int Jobs, int Most)? Depth { get; init; }

    /// <summary>When to try again, seconds.</summary>
    public int? RetryAfter { get; init; }

    public static OjsError Of(ImmutableArray<Problem> problems)
    {
        var first = problems[0];

        return new OjsError(first.Status, first.Code, first.Message, first.Hint)
        {
            Type = first.Kind is ProblemKind.ValidationError ? "validation_error" : null,
            Problems = problems,
        };
    }

    public static OjsError Of(QueueAnswer.Refused refused) => refused.Why switch
    {
        Refusal.NotFound => NotFound($"{refused.Message} ({refused.Id})"),
        Refusal.Full => Full(refused),
        Refusal.Duplicate => Duplicate(refused.Message, refused.Id!),
        Refusal.TooLarge => new OjsError(
            StatusCodes.Status413PayloadTooLarge, "invalid_payload", refused.Message, "Pass large payloads by reference."),
        _ => Conflict(refused.Message) with { Details = [("job_id", refused.Id!)] },
    };

    /// <summary>As many jobs wait as may. OJS backpressure, section 5.</summary>
    private static OjsError Full(QueueAnswer.Refused refused) => new(
        StatusCodes.Status429TooManyRequests, "QUEUE_FULL", refused.Message, "Try again later, or raise the queue's max_depth.")
    {
        RetryAfter = 1,
        Depth = (refused.Depth ?? 0, refused.Bound ?? 0),
    };

    public static OjsError NotFound(string message) => new(
        StatusCodes.Status404NotFound, "not_found", message, "Check the id; finished jobs are forgotten after their retention.");

    public static OjsError Conflict(string message) =>
        new(StatusCodes.Status409Conflict, "conflict", message, "Read the job again: somebody else has moved it on.");

    public static OjsError Duplicate(string message, string existing) => new(
        StatusCodes.Status409Conflict, "duplicate", message, "The job that is there already is in details.existing_job_id.")
    {
        Details = [("existing_job_id", existing)],
    };

    public static OjsError Invalid(string field, string rule) => new(
        StatusCodes.Status400BadRequest, "invalid_request", $"{field} {rule}.", $"Correct {field} and send the request again.")
    {
        Details = [("field", field)],
    };

    public static OjsError Backend(string message) => new(
        StatusCodes.Status500InternalServerError, "backend_error", message, "Try again; what became of the request is unknown.");

    public static OjsError Unsupported(string message) => new(
        StatusCodes.Status422UnprocessableEntity, "unsupported", message, "GET /ojs/manifest says what is supported.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfter is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Depth is { } depth)
        {
            httpContext.Response.Headers["X-OJS-Queue-Depth"] = FormattableString.Invariant($"{depth.Jobs}");
            httpContext.Response.Headers["X-OJS-Queue-Bound"] = FormattableString.Invariant($"{depth.Most}");
        }

        var request = OjsGate.RequestOf(httpContext.Request);

        return new OjsResult(Status, json => Write(json, request)).ExecuteAsync(httpContext);
    }

    /// <summary>Writes it under the name <c>error</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="request">The id of the request it answers.</param>
    public void Write(Utf8JsonWriter json, string request)
    {
        json.WriteStartObject("error");
        json.WriteString("code", Code);
        if (Type is not null)
        {
            json.WriteString("type", Type);
        }

        json.WriteString("message", Message);
        json.WriteBoolean("retryable", Status is 429 or >= 500);
        json.WriteStartObject("details");
        foreach (var (name, value) in Details)
        {
            json.WriteString(name, value);
        }

        if (!Problems.IsEmpty)
        {
            json.WriteString("field", Problems[0].Field);
            json.WriteStartArray("problems");
            foreach (var problem in Problems)
            {
                json.WriteStartObject();
                json.WriteString("field", problem.Field);
                json.WriteString("code", problem.Code);
                json.WriteString("message", problem.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteString("request_id", request);
        json.WriteString("hint", Hint);
        json.WriteString("docs_url", Docs + Code);
        json.WriteEndObject();
    }
}
