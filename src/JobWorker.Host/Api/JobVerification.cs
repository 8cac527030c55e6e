using JobWorker.Host.Journals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>Whether a job's journal is the one that was written.</summary>
internal static class JobVerification
{
    public static RouteHandlerBuilder MapJobVerification(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/jobs/{id}/verify", GetAsync);

    /// <summary>200 and the finding, whatever it is; 404 where there is no such job.</summary>
    private static async Task<Results<Ok<VerificationView>, ProblemHttpResult>> GetAsync(
        string id, JournalCheck check, CancellationToken cancel) => await check.OfAsync(id, cancel) switch
        {
            { } found => TypedResults.Ok(new VerificationView(id, found.Version, found.Problem is null, found.Problem)),
            null => TypedResults.Problem($"There is no job {id}.", statusCode: StatusCodes.Status404NotFound),
        };
}

/// <summary>Whether a journal holds.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Version">The number of its events.</param>
/// <param name="Intact">Its hash chain holds from the first event to the last.</param>
/// <param name="Problem">Where it does not, for people; null when it does.</param>
internal sealed record VerificationView(string Id, long Version, bool Intact, string? Problem);
