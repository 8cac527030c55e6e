using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Catalog;
using JobWorker.Core.Journals;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Catalog.Upkeep;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Api;

/// <summary>Lists of jobs, and the catalog they come from.</summary>
internal static class JobListApi
{
    public static RouteGroupBuilder MapJobList(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");

        api.MapGet("/jobs", ListAsync);
        api.MapGet("/jobs/changes", JobChanges.StreamAsync);
        api.MapGet("/catalog", Show);
        api.MapPost("/catalog/rebuild", (CatalogRebuild rebuild) =>
        {
            rebuild.Begin();
            return TypedResults.Accepted("/api/catalog");
        });

        return api;
    }

    /// <summary>A list can be asked for again, and soon succeeds.</summary>
    public static ProblemHttpResult NotReadYet(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Problem(StatusCodes.Status503ServiceUnavailable, "The catalog of jobs has not been read yet.");
    }

    public static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    public static ValidationProblem Broken(Dictionary<string, string[]> problems) =>
        TypedResults.ValidationProblem(problems, title: "The request breaks rules.");

    /// <summary>200 and a page, newest first; 400 with every broken rule; 503 until the log was read once.</summary>
    private static async Task<IResult> ListAsync(
        HttpContext context, CatalogReader reader, CatalogModel model, CancellationToken cancel)
    {
        var query = JobQuery.OfList(context.Request.Query);
        if (query.Problems.Count > 0)
        {
            return Broken(query.Problems);
        }

        if (!await reader.FreshAsync(cancel))
        {
            return NotReadYet(context.Response);
        }

        try
        {
            var found = model.Reads.List(query.Filter, query.After, query.Limit + 1);
            var page = found.Length > query.Limit ? found[..query.Limit] : found;
            var next = found.Length > query.Limit ? JobQuery.Cursor(JobPlace.Of(page[^1])) : null;

            return TypedResults.Json(new JobListView(page, next), JobJson.Options);
        }
        catch (SqliteException e)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"The read model failed: {e.Message}");
        }
    }

    private static JsonHttpResult<CatalogView> Show(CatalogReader reader, CatalogModel model, CatalogRebuild rebuild) =>
        TypedResults.Json(
            new CatalogView(
                reader.IsFilled, reader.IsFilled ? model.Reads.Count(JobFilter.All) : 0, model.Generation, rebuild.View),
            JobJson.Options);
}

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">Newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record JobListView(
    ImmutableArray<CatalogEntry> Jobs, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>Where this process's catalog stands.</summary>
/// <param name="Ready">Whether the log has been read once.</param>
/// <param name="Jobs">Jobs in it.</param>
/// <param name="Generation">Checkpoints so far.</param>
/// <param name="Rebuild">The last rebuild asked of this process; none where nobody asked.</param>
internal sealed record CatalogView(bool Ready, long Jobs, long Generation, RebuildView? Rebuild);
