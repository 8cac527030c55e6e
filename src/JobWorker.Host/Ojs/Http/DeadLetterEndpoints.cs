using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Jobs that were given up and wait for an operator. OJS HTTP binding, section 12.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this RouteGroupBuilder v1)
    {
        v1.MapGet("/dead-letter", ListAsync);
        v1.MapPost("/dead-letter/{id}/retry", (string id, JobFinder finder, CancellationToken cancel) =>
            JobEndpoints.OneAsync(finder, new QueueOperation.Retry(id, DeadLetterOnly: true), cancel));
        v1.MapDelete("/dead-letter/{id}", DeleteAsync);
    }

    /// <summary>What a job's queue answers; who asks for a dead letter hears that it is none: there may be a job.</summary>
    /// <exception cref="QueueUnreachableException">What became of the operation is unknown.</exception>
    public static async Task<QueueAnswer> AskAsync(JobFinder finder, QueueOperation.OnJob operation, CancellationToken cancel)
    {
        var answer = await finder.AskAsync(operation, cancel);
        var isAboutLetters = operation is QueueOperation.Forget or QueueOperation.Retry { DeadLetterOnly: true };

        return isAboutLetters && answer is QueueAnswer.Refused { Why: Refusal.NotFound } none
            ? none with { Message = "There is no such dead letter." }
            : answer;
    }

    /// <summary>Dead letters, oldest first, and how many there are in all.</summary>
    public static async Task<QueueAnswer.Jobs> FindAsync(
        string? queue, Page page, IQueues queues, OjsDirectory directory, CancellationToken cancel)
    {
        var (found, total) = (new List<OjsJob>(), 0);
        var ask = new QueueOperation.List(null, null, null, DeadLetters: true, (int)Math.Min((long)page.Offset + page.Limit, int.MaxValue));
        foreach (var name in (await directory.ReadAsync(cancel)).QueueNames.Where(name => queue is null || name == queue))
        {
            var part = await queues.ListAsync(name, ask, cancel);
            found.AddRange(part.Found);
            total += part.Total ?? 0;
        }

        return new QueueAnswer.Jobs([.. found.OrderBy(job => job.DiscardedAt).Skip(page.Offset).Take(page.Limit)], total);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, IQueues queues, OjsDirectory directory, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var jobs = await FindAsync(request.Query["queue"], page, queues, directory, cancel);

        return OjsResult.Of(jobs.Found, more: json => page.Write(json, jobs.Total ?? 0));
    }

    private static async Task<IResult> DeleteAsync(string id, JobFinder finder, CancellationToken cancel) =>
        await AskAsync(finder, new QueueOperation.Forget(id), cancel) is QueueAnswer.Refused refused
            ? OjsError.Of(refused)
            : new OjsResult(StatusCodes.Status200OK, json =>
            {
                json.WriteBoolean("deleted", true);
                json.WriteString("job_id", id);
            });
}
