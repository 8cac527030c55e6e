using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Core.Ojs.Uniqueness;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>What a client asked for, checked, with defaults filled in. Nothing in it changes while the job lives.</summary>
public sealed record JobSpec
{
    /// <summary>What kind of work: lower-case words, dots between them.</summary>
    public required string Type { get; init; }

    /// <summary>Where it waits. Default <c>default</c>.</summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>What the work is about: a JSON array.</summary>
    public required RawJson Args { get; init; }

    /// <summary>Annotations: a JSON object.</summary>
    public RawJson? Meta { get; init; }

    /// <summary>Top-level members this service does not know, kept and told: a JSON object.</summary>
    public RawJson? Extra { get; init; }

    /// <summary>Higher goes first. -100 to 100; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>What happens after a failed attempt.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>Most time an attempt may take. None: no limit but the lease.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long a worker may be silent; none: what its fetch says, else 30 minutes.</summary>
    public TimeSpan? VisibilityTimeout { get; init; }

    /// <summary>Not before, UTC.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Never started from then on, UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The expiry as the client wrote it, where it was absolute: told in the same words.</summary>
    public string? ExpiresAtText { get; init; }

    /// <summary>Waits to be activated.</summary>
    public bool Pending { get; init; }

    /// <summary>Words to find jobs by.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Which schema the arguments keep to.</summary>
    public string? Schema { get; init; }

    /// <summary>Of what there may be one only. None: no such rule.</summary>
    public UniqueRule? Unique { get; init; }

    /// <summary>Most jobs of its queue that may be fetched in a second. None: no limit.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>Whether this service works on it itself: as a Kubernetes Job.</summary>
    [JsonIgnore]
    public bool IsOwn => Type == KubernetesJob;

    /// <summary>The type of jobs that run as Kubernetes Jobs: the first argument says how.</summary>
    public const string KubernetesJob = "kubernetes.job";

    /// <summary>Of how many like it may be worked on at once. None: of any number.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>Whose job it is, where tenants share queues.</summary>
    public string? Tenant { get; init; }

    /// <summary>The queue of who names none.</summary>
    public const string DefaultQueue = "default";
}

/// <summary>How many jobs of one key may be worked on at once, within their queue.</summary>
/// <param name="Key">What they have in common.</param>
/// <param name="Most">1 to 1,000; of the jobs of a key the newest one's counts.</param>
public sealed record ConcurrencyLimit(string Key, int Most);
