using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Admin;

/// <summary>Jobs and dead letters as operators see them. OJS admin API, sections 7 and 11.</summary>
internal static class JobAdmin
{
    public static void MapJobAdmin(this RouteGroupBuilder admin)
    {
        admin.MapGet("/jobs", ListJobsAsync);
        admin.MapGet("/jobs/{id}", (string id, JobFinder finder, CancellationToken cancel) =>
            BareAsync(finder, new QueueOperation.Get(id), cancel));
        admin.MapPost("/jobs/{id}/retry", (string id, JobFinder finder) =>
            BareAsync(finder, new QueueOperation.Retry(id, DeadLetterOnly: false), CancellationToken.None));
        admin.MapPost("/jobs/{id}/cancel", (string id, JobFinder finder) =>
            BareAsync(finder, new QueueOperation.Cancel(id), CancellationToken.None));

        admin.MapGet("/dead-letter", (HttpRequest request, Survey survey, CancellationToken cancel) => ListAsync(
            request, new JobFilter(request.Query["queue"], null, request.Query["type"], DeadLetters: true), survey, cancel));
        admin.MapGet("/dead-letter/stats", StatsAsync);
        admin.MapPost("/dead-letter/retry", RetryAllAsync);
        admin.MapPost("/dead-letter/{id}/retry", (string id, JobFinder finder) =>
            BareAsync(finder, new QueueOperation.Retry(id, DeadLetterOnly: true), CancellationToken.None));
        admin.MapDelete("/dead-letter/{id}", DeleteAsync);
    }

    private static async Task<IResult> BareAsync(JobFinder finder, QueueOperation.OnJob operation, CancellationToken cancel) =>
        (await DeadLetterEndpoints.AskAsync(finder, operation, cancel)).Bare();

    /// <summary>Finished jobs are in this list until their queue writes them down; by their ids they are found on.</summary>
    private static async Task<IResult> ListJobsAsync(HttpRequest request, Survey survey, CancellationToken cancel)
    {
        string? word = request.Query["state"];
        var state = word is null ? null : OjsJson.State(word);
        if (word is not null && state is null)
        {
            return OjsError.Invalid("state", "must be a state of jobs");
        }

        var filter = new JobFilter(request.Query["queue"], state, request.Query["type"], request.Query["worker_id"]);

        return await ListAsync(request, filter, survey, cancel);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, JobFilter filter, Survey survey, CancellationToken cancel)
    {
        if (AdminPage.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var jobs = await survey.FindAsync(filter, page.Skip, page.Size, cancel);

        return Writing.Ok(json =>
        {
            json.WriteStartArray("items");
            foreach (var job in jobs.Found)
            {
                JobDocument.Write(json, job);
            }

            json.WriteEndArray();
            page.Write(json, jobs.Total ?? 0);
        });
    }

    private static async Task<IResult> StatsAsync(Survey survey, CancellationToken cancel)
    {
        var counts = await survey.CountsAsync(await survey.QueuesAsync(null, cancel), tenant: null, cancel);

        return Writing.Ok(json =>
        {
            json.WriteNumber("total", counts.Sum(one => one.Counts.DeadLetters));
            json.WriteStartObject("by_queue");
            foreach (var (queue, one) in counts.Where(one => one.Counts.DeadLetters > 0))
            {
                json.WriteNumber(queue, one.DeadLetters);
            }

            json.WriteEndObject();
        });
    }

    private static async Task<IResult> RetryAllAsync(HttpRequest request, Bulk bulk, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var filter = body.Has("filter") ? body.Object("filter") : body;
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var ids = await bulk.MeantAsync(filter, [JobState.Discarded], deadLetters: true, cancel);
        if (filter.Wrong is { } unclear)
        {
            return unclear;
        }

        var all = await bulk.EachAsync(ids, id => new QueueOperation.Retry(id, DeadLetterOnly: true), CancellationToken.None);

        return Writing.Ok(json =>
        {
            json.WriteString("action", "retry");
            Bulk.Write(json, all, "retried");
        });
    }

    private static async Task<IResult> DeleteAsync(string id, JobFinder finder)
    {
        var answer = await DeadLetterEndpoints.AskAsync(finder, new QueueOperation.Forget(id), CancellationToken.None);

        return answer is QueueAnswer.Refused refused ? OjsError.Of(refused) : Results.NoContent();
    }
}
