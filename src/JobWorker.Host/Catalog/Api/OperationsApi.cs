using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Catalog;
using JobWorker.Core.Journals;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Catalog.Operations;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Catalog.Api;

/// <summary>What operators do to many jobs at once. Accepted by any replica, done by the one that leads.</summary>
internal static class OperationsApi
{
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/operations");

        api.MapPost("/", AcceptAsync);
        api.MapGet("/", ListAsync);
        api.MapGet("/{id}", (string id, OperationStore store, CancellationToken cancel) =>
            AnswerAsync(async () => Show(id, await store.FindAsync(id, cancel))));
        api.MapDelete("/{id}", (string id, OperationStore store, CancellationToken cancel) =>
            AnswerAsync(() => StopAsync(id, store, cancel)));

        return api;
    }

    /// <summary>
    /// 202 and where to look once it is durable; 400 with every broken rule; 429 where too many are unfinished; 503.
    /// </summary>
    private static async Task<IResult> AcceptAsync(
        HttpContext context,
        OperationStore store,
        JobPolicy policy,
        SubmissionRules rules,
        TimeProvider clock,
        ILogger<OperationStore> logger,
        CancellationToken cancel)
    {
        var reading = await OperationReading.OfAsync(context.Request.Body, policy, cancel);
        if (reading is { Url: { } url, Problems.Count: 0 } && rules.Check(url) is [_, ..] broken)
        {
            reading.Problems["url"] = [.. broken.Select(v => v.Rule)];
        }

        if (reading.Problems.Count > 0)
        {
            return JobListApi.Broken(reading.Problems);
        }

        return await AnswerAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var operation = new Operation($"{Guid.CreateVersion7(now):N}", reading.Verb, reading.Filter, now)
            {
                Url = reading.Url,
            };
            if (!await store.AddAsync(operation, cancel))
            {
                return JobListApi.Problem(
                    StatusCodes.Status429TooManyRequests, $"{OperationStore.Most} operations are unfinished; stop one or wait.");
            }

            logger.OperationAccepted(operation.Id, $"{operation.Verb}");
            context.Response.Headers.Location = $"/api/operations/{operation.Id}";

            return TypedResults.Json(OperationView.Of(operation), JobJson.Options, statusCode: StatusCodes.Status202Accepted);
        });
    }

    /// <summary>All that are remembered, newest first.</summary>
    private static Task<IResult> ListAsync(OperationStore store, CancellationToken cancel) => AnswerAsync(async () =>
    {
        var listed = await store.ListAsync(cancel);
        var found = await Task.WhenAll(listed.Reverse().Select(o => store.FindAsync(o.Id, cancel)));

        return TypedResults.Json(
            new OperationListView([.. found.OfType<Operation>().Select(OperationView.Of)]), JobJson.Options);
    });

    private static async Task<IResult> StopAsync(string id, OperationStore store, CancellationToken cancel)
    {
        var stopped = await store.ChangeAsync(
            id, o => o.State is OperationState.Running ? o with { State = OperationState.Stopped } : null, cancel);

        return stopped is { State: OperationState.Done }
            ? JobListApi.Problem(StatusCodes.Status409Conflict, "The operation is done: there is nothing left to stop.")
            : Show(id, stopped);
    }

    private static IResult Show(string id, Operation? operation) => operation is null
        ? JobListApi.Problem(StatusCodes.Status404NotFound, $"There is no operation {id}.")
        : TypedResults.Json(OperationView.Of(operation), JobJson.Options);

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (JournalUnavailableException e)
        {
            return JobListApi.Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }
}

/// <summary>Operations, newest first.</summary>
/// <param name="Operations">At most 100.</param>
internal sealed record OperationListView(ImmutableArray<OperationView> Operations);

/// <summary>An operation as people see it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Filter">To which jobs.</param>
/// <param name="State">Whether it goes on: <c>Running</c>, <c>Done</c> or <c>Stopped</c>.</param>
/// <param name="Matched">Jobs meant when it began; once it is done, jobs that were told. 0 before it began.</param>
/// <param name="Done">Jobs that did it.</param>
/// <param name="Refused">Jobs for which there was nothing to do, or that must not do it.</param>
/// <param name="Failed">Jobs that could not be reached.</param>
/// <param name="CreatedAt">When it was asked for, UTC.</param>
/// <param name="UpdatedAt">When it last came further, UTC.</param>
/// <param name="Problems">The first 100 refusals and failures.</param>
/// <param name="Url">Where callbacks that are sent again go from now on; none: where they went before.</param>
internal sealed record OperationView(
    string Id,
    OperationVerb Verb,
    JobFilter Filter,
    [property: JsonConverter(typeof(JsonStringEnumConverter<OperationState>))] OperationState State,
    int Matched,
    int Done,
    int Refused,
    int Failed,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ImmutableArray<OperationProblem> Problems,
    string? Url)
{
    public static OperationView Of(Operation o) => new(
        o.Id,
        o.Verb,
        o.Filter,
        o.State,
        o.Matched ?? 0,
        o.Done,
        o.Refused,
        o.Failed,
        o.CreatedAt,
        o.UpdatedAt,
        o.Problems,
        o.Url);
}
