using System.Text.Json;

namespace JobWorker.Testing.Worlds;

/// <summary>A job as <c>GET /api/jobs/{id}</c> tells it.</summary>
internal sealed class JobStory(JsonElement json)
{
    public JsonElement Json => json;

    /// <summary>Such as <c>succeeded</c>.</summary>
    public string State => json.GetProperty("state").GetString()!;

    /// <summary>Name of the Kubernetes Job; none before there is one.</summary>
    public string? JobName => json.TryGetProperty("job", out var job) ? job.GetProperty("name").GetString() : null;

    /// <summary>Names of the events, oldest first.</summary>
    public IReadOnlyList<string> Events => [.. Timeline.Select(e => e.Event)];

    public IReadOnlyList<(string Event, DateTimeOffset At)> Timeline =>
    [
        .. json.GetProperty("timeline").EnumerateArray()
            .Select(e => (e.GetProperty("event").GetString()!, e.GetProperty("at").GetDateTimeOffset())),
    ];

    public IReadOnlyList<CallbackStory> Callbacks =>
    [
        .. json.GetProperty("callbacks").EnumerateArray().Select(c => new CallbackStory(
            c.GetProperty("sequence").GetInt32(),
            c.GetProperty("status").GetInt32(),
            c.GetProperty("state").GetString()!,
            c.GetProperty("webhookId").GetString()!,
            c.GetProperty("attempts").GetArrayLength())),
    ];

    /// <summary>No lifecycle event can follow, and every callback is settled.</summary>
    public bool IsOver =>
        State is "succeeded" or "failed" or "aborted" or "rejected" && Callbacks.All(c => c.State != "pending");

    /// <summary>When an event of this name was first recorded.</summary>
    public DateTimeOffset? TimeOf(string name) =>
        Timeline.Where(e => e.Event == name).Select(e => (DateTimeOffset?)e.At).FirstOrDefault();
}

/// <summary>A callback as the API tells it.</summary>
internal sealed record CallbackStory(int Sequence, int Status, string State, string WebhookId, int Attempts);
