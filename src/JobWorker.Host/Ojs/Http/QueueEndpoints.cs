using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Queues: which there are, what is in them, pause and resume. OJS HTTP binding, section 14.</summary>
internal static class QueueEndpoints
{
    private static readonly QueueAnswer.Counts Unused = new(
        ImmutableDictionary<JobState, long>.Empty, Paused: false, MaxPerSecond: null, DeadLetters: 0, CreatedAt: null);

    public static void MapQueues(this RouteGroupBuilder v1)
    {
        v1.MapGet("/queues", ListAsync);
        v1.MapGet("/queues/{queue}/stats", StatsAsync);
        v1.MapPost("/queues/{queue}/pause", (string queue, IQueues queues, CancellationToken cancel) =>
            CountsAsync(queue, queues, new QueueOperation.Pause(), cancel));
        v1.MapPost("/queues/{queue}/resume", (string queue, IQueues queues, CancellationToken cancel) =>
            CountsAsync(queue, queues, new QueueOperation.Resume(), cancel));
    }

    /// <summary>Writes a queue with its counts as members of the object at hand.</summary>
    public static void Write(Utf8JsonWriter json, string queue, QueueAnswer.Counts counts)
    {
        json.WriteString("name", queue);
        json.WriteString("status", counts.Paused ? "paused" : "active");
        json.WriteBoolean("paused", counts.Paused);
        if (counts.CreatedAt is { } at)
        {
            json.WriteString("created_at", JobDocument.Time(at));
        }

        if (counts.MaxPerSecond is { } max)
        {
            json.WriteNumber("max_per_second", max);
        }

        States(json, counts);
        Depth(json, counts);
        json.WriteNumber("dead_letter", counts.DeadLetters);
        json.WriteStartObject("stats");
        States(json, counts);
        json.WriteEndObject();
    }

    private static void Depth(Utf8JsonWriter json, QueueAnswer.Counts counts)
    {
        json.WriteNumber("depth", counts.Depth);
        if (counts.MaxDepth is { } most)
        {
            json.WriteNumber("max_depth", most);
        }
    }

    private static void States(Utf8JsonWriter json, QueueAnswer.Counts counts)
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            json.WriteNumber(OjsJson.Name(state), counts.ByState.GetValueOrDefault(state));
        }
    }

    /// <summary>Looking at a queue does not make it: one that nobody has used is empty.</summary>
    private static async Task<IResult> StatsAsync(
        string queue, IQueues queues, OjsDirectory directory, CancellationToken cancel) =>
        QueueNames.IsValid(queue) && !await directory.KnowsQueueAsync(queue, cancel)
            ? Told(queue, Unused)
            : await CountsAsync(queue, queues, new QueueOperation.Stats(), cancel);

    private static async Task<IResult> CountsAsync(
        string queue, IQueues queues, QueueOperation operation, CancellationToken cancel)
    {
        if (!QueueNames.IsValid(queue))
        {
            return OjsError.Invalid("queue", QueueNames.Rule);
        }

        return Told(queue, (QueueAnswer.Counts)await queues.AskAsync(queue, operation, cancel));
    }

    private static OjsResult Told(string queue, QueueAnswer.Counts counts) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject("stats");
        json.WriteString("queue", queue);
        Depth(json, counts);
        json.WriteEndObject();
        json.WriteStartObject("queue");
        Write(json, queue, counts);
        json.WriteEndObject();
    });

    private static async Task<IResult> ListAsync(
        HttpRequest request, IQueues queues, OjsDirectory directory, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var names = (await directory.ReadAsync(cancel)).QueueNames.ToList();
        var found = new List<(string Name, QueueAnswer.Counts Counts)>();
        foreach (var name in names.Skip(page.Offset).Take(page.Limit))
        {
            found.Add((name, (QueueAnswer.Counts)await queues.AskAsync(name, new QueueOperation.Stats(), cancel)));
        }

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("queues");
            foreach (var (name, counts) in found)
            {
                json.WriteStartObject();
                Write(json, name, counts);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            page.Write(json, names.Count);
        });
    }
}
