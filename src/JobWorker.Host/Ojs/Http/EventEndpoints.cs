using System.Globalization;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Http;

/// <summary>What happened lately: <c>GET /ojs/v1/events</c>. OJS events, sections 3 and 4.</summary>
internal static class EventEndpoints
{
    private const int Usual = 100;
    private const int Most = 1_000;

    public static void MapEvents(this RouteGroupBuilder v1) => v1.MapGet("/events", ListAsync);

    /// <summary>Where the events of a queue come from, a URI.</summary>
    public static string Source(string queue) => $"ojs://jobworker/queues/{queue}";

    /// <summary>An event as JSON.</summary>
    public static byte[] Bytes(string queue, FeedEntry entry) => OjsResult.Bytes(json => Write(json, queue, entry));

    /// <summary>Writes an event as an object.</summary>
    public static void Write(Utf8JsonWriter json, string queue, FeedEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("specversion", JobDocument.SpecVersion);
        json.WriteString("id", entry.Id);
        json.WriteString("type", entry.Type);
        json.WriteString("source", Source(queue));
        json.WriteString("time", JobDocument.Time(entry.At));
        json.WriteString("subject", entry.JobId);
        json.WriteStartObject("data");
        if (entry.IsWorkflow)
        {
            json.WriteString("workflow_id", entry.JobId);
            json.WriteString("workflow_type", entry.JobType);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteString("job_id", entry.JobId);
        json.WriteString("job_type", entry.JobType);
        json.WriteString("queue", queue);
        json.WriteString("state", OjsJson.Name(entry.State));
        json.WriteNumber("attempt", entry.Attempt);
        if (entry.DurationMs is { } duration)
        {
            json.WriteNumber("duration_ms", duration);
        }

        if (entry.Error is { } error)
        {
            json.WritePropertyName("error");
            JobDocument.Write(json, error);
        }

        if (entry.Progress is { } progress)
        {
            json.WriteNumber("progress", progress.Value);
            if (progress.Message is { } message)
            {
                json.WriteString("message", message);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, IQueues queues, OjsDirectory directory, CancellationToken cancel)
    {
        var limit = Usual;
        if (request.Query.TryGetValue("limit", out var text)
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= Most))
        {
            return OjsError.Invalid("limit", $"must be a number from 1 to {Most}");
        }

        var (types, only) = (Words(request, "types"), Words(request, "queues"));
        string? after = request.Query["after"];
        var found = new List<(string Queue, FeedEntry Entry)>();
        foreach (var queue in (await directory.ReadAsync(cancel)).QueueNames.Where(name => only.Count == 0 || only.Contains(name)))
        {
            var ask = new QueueOperation.ReadFeed(after, EventFeed.Capacity);
            var feed = (QueueAnswer.Feed)await queues.AskAsync(queue, ask, cancel);
            found.AddRange(feed.Entries.Where(e => types.Count == 0 || types.Contains(e.Type)).Select(e => (queue, e)));
        }

        var told = found.OrderBy(e => e.Entry.Id, StringComparer.Ordinal).Take(limit).ToList();

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("events");
            foreach (var (queue, entry) in told)
            {
                Write(json, queue, entry);
            }

            json.WriteEndArray();
        });
    }

    private static HashSet<string> Words(HttpRequest request, string name) =>
        [.. request.Query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
