using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Core.Ojs.Uniqueness;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>Reads how a job is to be handled, from its options or, as the core envelope has it, from the job itself.</summary>
/// <param name="job">The job.</param>
/// <param name="now">The time now, UTC: relative times count from it.</param>
/// <param name="anyOption">Passes over options that are not known.</param>
internal sealed class OptionsReader(Members job, DateTimeOffset now, bool anyOption = false)
{
    private const int LeastPriority = -100;
    private const int MostPriority = 100;
    private const int MostTags = 100;
    private const int MostAtOnce = 1_000;
    private const double LeastRate = 0.001;
    private const double MostRate = 1_000_000;

    private static readonly ImmutableArray<string> Known =
    [
        "queue", "priority", "timeout_ms", "timeout", "scheduled_at", "delay_until", "expires_at", "retry", "retry_policy",
        "unique", "tags", "visibility_timeout_ms", "visibility_timeout", "metadata", "meta", "rate_limit", "pending",
    ];

    private readonly Members options = job.Take("options").Object() ?? job.Nothing;

    /// <summary>Annotations among the options; those of the job go before them.</summary>
    public Part Meta => options.Take("metadata", "meta");

    /// <summary>Those of its times that are relative; none: it has no such.</summary>
    public RelativeTimes? Relative =>
        (Schedule.Wait(), Expiry.Wait()) is var (wait, life) && (wait ?? life) is not null ? new RelativeTimes(wait, life) : null;

    private Part Schedule => Either("scheduled_at", "delay_until");

    private Part Expiry => Either("expires_at");

    /// <summary>The job with its options.</summary>
    public JobSpec Fill(JobSpec spec, Part args)
    {
        CheckNames();
        var expiry = Expiry;
        var expiresAt = expiry.Instant(now);
        var limit = options.Take("rate_limit").Object();

        return spec with
        {
            Queue = Either("queue").Text(NameRules.Queue) ?? spec.Queue,
            Priority = Either("priority").Whole(LeastPriority, MostPriority) ?? spec.Priority,
            Timeout = Spans.Read(Either("timeout_ms"), Either("timeout")),
            VisibilityTimeout = Spans.Read(options.Take("visibility_timeout_ms"), options.Take("visibility_timeout")),
            ScheduledAt = Schedule.Instant(now),
            ExpiresAt = expiresAt,
            ExpiresAtText = expiresAt is not null && expiry.Value.GetString() is [not '+', ..] text ? text : null,
            Retry = RetryPolicies.Read(Either("retry", "retry_policy")),
            Unique = UniqueRules.Read(Either("unique"), args),
            Tags = Either("tags").Texts(MostTags, NameRules.Tag) ?? spec.Tags,
            Pending = options.Take("pending").Flag() ?? spec.Pending,
            MaxPerSecond = limit?.Take("max_per_second").Number(LeastRate, MostRate),
            Concurrency = limit is null ? null : Concurrency(limit),
        };
    }

    /// <summary>A name with a slip in it would leave what was meant as it is by default. A null counts as absent.</summary>
    private void CheckNames()
    {
        foreach (var (name, _) in options.All.Where(option => !anyOption && !Known.Contains(option.Key)))
        {
            if (options.Take(name) is { IsAbsent: false } unknown)
            {
                unknown.Complain("is no option", $"Options are {string.Join(", ", Known)}; what is your own goes beside them.");
            }
        }
    }

    private static ConcurrencyLimit? Concurrency(Members limit)
    {
        var most = limit.Take("concurrency").Whole(1, MostAtOnce);
        foreach (var name in (ReadOnlySpan<string>)["rate", "throttle"])
        {
            // Accepting what is not kept would be worse than refusing it.
            if (limit.Take(name) is { IsAbsent: false } unkept)
            {
                unkept.Complain("is not supported", "Use concurrency for a key, or max_per_second for the queue.");
            }
        }

        limit.Take("on_limit").OneOf(("wait", true));
        var key = limit.Take("key");

        return most is { } number
            ? key.Required(NameRules.SomeId) is { } text ? new ConcurrencyLimit(text, number) : null
            : key.Text(NameRules.SomeId) is null ? null : key.Wrong<ConcurrencyLimit>("needs a concurrency", "Say how many.");
    }

    private Part Either(params ReadOnlySpan<string> names) =>
        options.Take(names) is { IsAbsent: false } option ? option : job.Take(names);
}
