using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Jobs;

/// <summary>A job to enqueue. OJS core, section 5.</summary>
public sealed record JobRequest
{
    /// <summary>A job of a type with arguments.</summary>
    /// <param name="type">Lower-case words with dots between, such as <c>mail.send</c>.</param>
    /// <param name="args">Anything JSON can say; objects are written with members in snake case.</param>
    public JobRequest(string type, params object?[] args) =>
        (Type, Args) = (type, new JsonArray([.. args.Select(arg => JsonSerializer.SerializeToNode(arg, OjsJson.Options))]));

    /// <summary>What kind of work.</summary>
    public string Type { get; }

    /// <summary>What it is about.</summary>
    public JsonArray Args { get; }

    /// <summary>A lower-case UUIDv7, with which enqueuing again after a lost answer is safe; none: the server makes one.</summary>
    public string? Id { get; init; }

    /// <summary>Annotations; none means none.</summary>
    public JsonObject? Meta { get; init; }

    /// <summary>Where, when and how often; none means the server's defaults.</summary>
    public JobOptions? Options { get; init; }
}

/// <summary>Where, when and how often a job runs. What is not set is the server's default.</summary>
public sealed record JobOptions
{
    /// <summary>Where it waits. Default <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>Higher goes first. -100 to 100; default 0.</summary>
    public int? Priority { get; init; }

    /// <summary>The longest an attempt may take, milliseconds; none means no limit.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>How long a worker may be silent, milliseconds; none means what the fetch says, else half an hour.</summary>
    public long? VisibilityTimeoutMs { get; init; }

    /// <summary>Not before this time; none means at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Never started from then on; none means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What happens after a failed attempt; none means three attempts.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>Of what there may be one only; none means no such rule.</summary>
    public UniqueOptions? Unique { get; init; }

    /// <summary>Words to find jobs by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Waits until it is activated. Default false.</summary>
    public bool? Pending { get; init; }

    /// <summary>How fast jobs of its queue may be fetched; none means as fast as workers can.</summary>
    public RateLimit? RateLimit { get; init; }
}

/// <summary>How fast jobs of a queue may be fetched.</summary>
/// <param name="MaxPerSecond">Above 0.</param>
public sealed record RateLimit(double MaxPerSecond);
