using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Events as readers get them. OJS realtime, section 4.</summary>
internal static class RealtimeEvents
{
    private const string Changed = "job.state_changed";

    /// <summary>Of a change that the feed tells twice, such as failed and retrying, the second says where the job stands.</summary>
    public static bool IsTold(FeedEntry entry) =>
        entry.Type is not FeedTypes.Expired && (entry.Type is not FeedTypes.Failed || entry.State is JobState.Available);

    /// <summary>What an event is called.</summary>
    public static string NameOf(FeedEntry entry) => entry.Type switch
    {
        FeedTypes.Progress => FeedTypes.Progress,
        _ when entry.IsWorkflow => entry.Type,
        _ => entry.From != entry.State ? Changed : entry.Type,
    };

    /// <summary>Whether nothing comes after it, unless somebody retries the job.</summary>
    public static bool IsLast(FeedEntry entry) =>
        !entry.IsWorkflow && entry.State is JobState.Completed or JobState.Cancelled or JobState.Discarded;

    /// <summary>Writes the event's data as members of the object at hand.</summary>
    public static void Write(Utf8JsonWriter json, string queue, FeedEntry entry)
    {
        json.WriteString(entry.IsWorkflow ? "workflow_id" : "job_id", entry.JobId);
        json.WriteString("queue", queue);
        json.WriteString("type", entry.JobType);
        json.At("timestamp", entry.At);
        if (entry.IsWorkflow)
        {
            return;
        }

        if (entry.Progress is { } progress)
        {
            // Percent here, and a fraction where progress is reported: so the spec has it.
            json.WriteNumber("progress", (int)Math.Round(progress.Value * 100));
            json.WriteNumber("value", progress.Value);
            json.Text("message", progress.Message);
        }
        else
        {
            json.Text("from", entry.From is { } from ? OjsJson.Name(from) : null);
            json.WriteString("to", OjsJson.Name(entry.State));
            json.WriteString("event", entry.Type);
        }

        json.WriteNumber("attempt", entry.Attempt);
        if (entry.Error is { } error)
        {
            json.WritePropertyName("error");
            JobDocument.Write(json, error);
        }
    }

    /// <summary>Where a job stands, for who comes after its end.</summary>
    public static void Write(Utf8JsonWriter json, OjsJob job, DateTimeOffset now)
    {
        json.WriteString("job_id", job.Id);
        json.WriteString("queue", job.Spec.Queue);
        json.WriteString("type", job.Spec.Type);
        json.WriteString("from", OjsJson.Name(job.History is [.., var before, _] ? before.State : job.State));
        json.WriteString("to", OjsJson.Name(job.State));
        json.WriteNumber("attempt", job.Attempt);
        json.At("timestamp", job.History is [.., var last] ? last.At : now);
    }

    /// <summary>How many events a reader lost.</summary>
    public static void Write(Utf8JsonWriter json, Dropped dropped, DateTimeOffset now)
    {
        json.WriteString("channel", dropped.Channel);
        json.WriteNumber("dropped_count", dropped.Count);
        json.WriteString("oldest_dropped_id", dropped.Oldest);
        json.WriteString("newest_dropped_id", dropped.Newest);
        json.At("timestamp", now);
    }
}
