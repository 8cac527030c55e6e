using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>What operators do to a job: end it, or run it once more.</summary>
internal static class JobOperations
{
    public static RouteGroupBuilder MapJobOperations(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/jobs/{id}");

        api.MapDelete("/", (string id, IJobs jobs, TimeProvider clock, CancellationToken cancel) =>
            SayAsync(id, new JobCommand.Cancel(clock.GetUtcNow()), jobs, cancel));
        api.MapPost("/redrive", (string id, IJobs jobs, TimeProvider clock, CancellationToken cancel) =>
            SayAsync(id, new JobCommand.Redrive(clock.GetUtcNow()), jobs, cancel));

        return api;
    }

    /// <summary>
    /// 202 once it is durable, with where the job stands; 404, 409 with the reason; 503 where the job cannot be reached.
    /// </summary>
    public static async Task<IResult> SayAsync(string id, JobCommand command, IJobs jobs, CancellationToken cancel)
    {
        try
        {
            var reply = await jobs.TellAsync(id, command, cancel);

            return reply.Refusal switch
            {
                null => TypedResults.Json(
                    new OperationView(id, reply.State, reply.Version),
                    JobJson.Options,
                    statusCode: StatusCodes.Status202Accepted),
                RefusalCode.NotFound when reply.State is not JobState.None =>
                    Problem(StatusCodes.Status404NotFound, reply.Message),
                RefusalCode.NotFound => Problem(StatusCodes.Status404NotFound, $"There is no job {id}."),
                _ => Problem(StatusCodes.Status409Conflict, reply.Message),
            };
        }
        catch (JobUnreachableException e)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static ProblemHttpResult Problem(int status, string? detail) => TypedResults.Problem(detail, statusCode: status);
}

/// <summary>What an operation has made of a job.</summary>
/// <param name="Id">The message id.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Version">The number of its events.</param>
internal sealed record OperationView(string Id, JobState State, long Version);
