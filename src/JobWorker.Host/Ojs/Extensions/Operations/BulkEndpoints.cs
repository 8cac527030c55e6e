using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>Cancel, retry and delete for many jobs. OJS bulk operations, sections 6 to 8; admin API, section 8.</summary>
internal static class BulkEndpoints
{
    private static readonly Verb[] Verbs =
    [
        new("cancel", "cancelled", [JobState.Available, JobState.Scheduled], id => new QueueOperation.Cancel(id)),
        new("retry", "retried", [JobState.Discarded], id => new QueueOperation.Retry(id, DeadLetterOnly: false)),
        new("delete", "deleted", [JobState.Discarded], id => new QueueOperation.Forget(id), DeadLetters: true),
    ];

    public static void MapBulk(this RouteGroupBuilder v1)
    {
        foreach (var verb in Verbs)
        {
            v1.MapPost($"/jobs/bulk/{verb.Name}", (HttpRequest request, Bulk bulk, CancellationToken cancel) =>
                EachAsync(verb, request, bulk, isOperator: false, cancel));
            v1.MapPost($"/admin/jobs/bulk/{verb.Name}", (HttpRequest request, Bulk bulk, CancellationToken cancel) =>
                EachAsync(verb, request, bulk, isOperator: true, cancel));
        }
    }

    private static async Task<IResult> EachAsync(
        Verb verb, HttpRequest request, Bulk bulk, bool isOperator, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var (ids, filter) = (body.Texts("job_ids", Bulk.Most), body.Object("filter"));
        if (ids is null == !body.Has("filter"))
        {
            body.Complain<string>("filter", "or job_ids is required, and not both");
        }

        // A filter may mean more than who writes it thinks of, and one without a condition means all there are.
        if ((isOperator || (ids is null && filter.IsEmpty)) && !body.Flag("confirm"))
        {
            body.Complain<string>("confirm", "must be true: it changes every job that is meant");
        }

        if (body.Text("atomicity") is not (null or "partial"))
        {
            return OjsError.Unsupported("Jobs are changed each for itself; atomicity must be partial.");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var meant = ids ?? await bulk.MeantAsync(filter, verb.Usual, verb.DeadLetters, cancel);

        return filter.Wrong is { } unclear ? unclear : Told(verb, await bulk.EachAsync(meant, verb.Make, CancellationToken.None));
    }

    private static OjsResult Told(Verb verb, IReadOnlyList<Bulk.Done> all) => Writing.Ok(json =>
    {
        json.WriteString("action", verb.Name);
        Bulk.Write(json, all, verb.Past);
        json.Objects("items", all.Index(), item =>
        {
            json.WriteNumber("index", item.Index);
            json.WriteString("job_id", item.Item.Id);
            json.WriteString("status", item.Item.Refused is null ? verb.Past : "skipped");
            json.Text("reason", item.Item.Refused?.Message);
        });
        json.Objects("errors", all.Where(one => one.Refused is not null), one => Failed(json, one));
    });

    private static void Failed(Utf8JsonWriter json, Bulk.Done one)
    {
        json.WriteString("job_id", one.Id);
        json.WriteString("error", one.Refused!.Message);
    }

    /// <param name="Name">In paths.</param>
    /// <param name="Past">What a job is then.</param>
    /// <param name="Usual">Which states a filter means that names none.</param>
    /// <param name="Make">What is asked of a job's queue.</param>
    /// <param name="DeadLetters">Whether a filter means dead letters only.</param>
    private sealed record Verb(
        string Name,
        string Past,
        ImmutableArray<JobState> Usual,
        Func<string, QueueOperation.OnJob> Make,
        bool DeadLetters = false);
}
