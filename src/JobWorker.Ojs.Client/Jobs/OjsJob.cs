using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Jobs;

/// <summary>A job as the server tells it. Times are UTC; what has not happened is none.</summary>
public sealed record OjsJob
{
    /// <summary>A UUIDv7.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of work.</summary>
    public required string Type { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>Where it waits.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>What it is about.</summary>
    public JsonArray Args { get; init; } = [];

    /// <summary>Annotations.</summary>
    public JsonObject? Meta { get; init; }

    /// <summary>Higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Attempts begun; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts in all.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>The longest an attempt may take, milliseconds.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Words to find jobs by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When the server made it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it is or was due.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When the newest attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it succeeded, or failed for good.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was cancelled.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>What its worker made.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>The newest failure; none after success.</summary>
    public JobError? Error { get; init; }

    /// <summary>All failures, oldest first.</summary>
    public IReadOnlyList<JobError>? Errors { get; init; }

    /// <summary>Of a step in a workflow, the results of those before it.</summary>
    public JsonArray? ParentResults { get; init; }

    /// <summary>Everything else the server tells.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; init; }

    /// <summary>An argument as <typeparamref name="T"/>; members of objects are read in snake case.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public T? Arg<T>(int index) => Args[index].Deserialize<T>(OjsJson.Options);
}

/// <summary>Where a job stands. OJS core, section 6.</summary>
public enum JobState
{
    /// <summary>It waits to be activated.</summary>
    Pending,

    /// <summary>It waits for its time.</summary>
    Scheduled,

    /// <summary>Any worker may have it.</summary>
    Available,

    /// <summary>A worker has it.</summary>
    Active,

    /// <summary>It failed, and waits for its next attempt.</summary>
    Retryable,

    /// <summary>It succeeded.</summary>
    Completed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It failed for good, or expired.</summary>
    Discarded,
}

/// <summary>A failed attempt.</summary>
/// <param name="Code">Such as <c>handler_error</c> or <c>timeout</c>.</param>
/// <param name="Message">For people.</param>
public sealed record JobError(string Code, string Message)
{
    /// <summary>What policies are matched with, such as the name of an exception; none where only a code was said.</summary>
    public string? Type { get; init; }

    /// <summary>Whether another attempt may succeed; none leaves it to the policy.</summary>
    public bool? Retryable { get; init; }

    /// <summary>The attempt that failed; none where a worker says it.</summary>
    public int? Attempt { get; init; }

    /// <summary>When, UTC; none where a worker says it.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>More.</summary>
    public JsonObject? Details { get; init; }
}
