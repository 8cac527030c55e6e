using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>The same for many jobs, each for itself: cancel, retry, delete.</summary>
internal sealed class Bulk(JobFinder finder, Survey survey)
{
    /// <summary>Jobs in one request.</summary>
    public const int Most = 10_000;

    private const int AtOnce = 256;

    private static readonly string[] Known =
        ["queue", "type", "worker_id", "state", "states", "since", "until", "enqueued_after", "enqueued_before"];

    /// <summary>Does it to each, many at a time: what goes to one queue goes in few calls.</summary>
    /// <exception cref="QueueUnreachableException">What became of some is unknown.</exception>
    public async Task<IReadOnlyList<Done>> EachAsync(
        IReadOnlyList<string> ids, Func<string, QueueOperation.OnJob> operation, CancellationToken cancel)
    {
        var done = new List<Done>(ids.Count);
        foreach (var some in ids.Chunk(AtOnce))
        {
            done.AddRange(await Task.WhenAll(some.Select(async id =>
                new Done(id, await DeadLetterEndpoints.AskAsync(finder, operation(id), cancel) as QueueAnswer.Refused))));
        }

        return done;
    }

    /// <summary>The jobs that a filter in a request means; those of <paramref name="usual"/> where it names no state.</summary>
    public async Task<ImmutableArray<string>> MeantAsync(
        Fields filter, IReadOnlyList<JobState> usual, bool deadLetters, CancellationToken cancel)
    {
        filter.Only(Known);
        var states = filter.Texts("state", 8) ?? filter.Texts("states", 8);
        var wanted = states is null ? usual : [.. states.Value.Select(OjsJson.State).OfType<JobState>()];
        if (states is { } named && wanted.Count < named.Length)
        {
            filter.Complain<string>(filter.Has("state") ? "state" : "states", "must be states of jobs");
        }

        var like = new JobFilter(
            filter.Text("queue"),
            State: null,
            filter.Text("type"),
            filter.Text("worker_id"),
            deadLetters,
            filter.Moment("since") ?? filter.Moment("enqueued_after"),
            filter.Moment("until") ?? filter.Moment("enqueued_before"));
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var state in filter.Wrong is null ? wanted : [])
        {
            ids.AddRange(await survey.IdsAsync(like with { State = state }, Most - ids.Count, cancel));
        }

        return ids.ToImmutable();
    }

    /// <summary>Writes what became of each.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Done> all, string verb)
    {
        json.WriteNumber("total_matched", all.Count);
        json.WriteNumber("matched", all.Count);
        json.WriteNumber(verb, all.Count(one => one.Refused is null));
        json.WriteNumber("succeeded", all.Count(one => one.Refused is null));
        json.WriteNumber("skipped", all.Count(one => one.Refused is not null));
        json.WriteNumber("failed", all.Count(one => one.Refused is not null));
    }

    /// <summary>What became of one.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="Refused">Why nothing was done; none: it was done.</param>
    internal sealed record Done(string Id, QueueAnswer.Refused? Refused);
}
