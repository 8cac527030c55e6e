using System.Collections.Frozen;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>Reads one job: the form of OJS HTTP binding, section 9.1, and that of the core envelope, section 5.</summary>
internal static class EnvelopeReader
{
    /// <summary>The members of an envelope, those the server keeps included; all else is the client's own.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "specversion", "id", "type", "queue", "args", "meta", "schema", "options", "priority", "timeout", "timeout_ms",
        "scheduled_at", "delay_until", "expires_at", "retry", "retry_policy", "unique", "tags", "state", "attempt",
        "max_attempts", "created_at", "enqueued_at", "started_at", "completed_at", "cancelled_at", "discarded_at", "activated_at",
        "previous_state", "error", "errors", "result", "parent_results", "retry_delay_ms");

    /// <summary>The job with the id it wants to have; none after a complaint.</summary>
    public static JobRequest? Read(Members job, DateTimeOffset now, EnvelopeLimits limits, bool anyOption = false)
    {
        var id = job.Take("id").Text(NameRules.JobId);

        return ReadSpec(job, new OptionsReader(job, now, anyOption), limits) is { } spec ? new JobRequest(spec, id) : null;
    }

    /// <summary>The job, whatever it says of an id; none after a complaint.</summary>
    public static JobSpec? ReadSpec(Members job, DateTimeOffset now, EnvelopeLimits limits) =>
        ReadSpec(job, new OptionsReader(job, now), limits);

    /// <summary>The job, and those of its times that count from when it begins; none after a complaint.</summary>
    public static (JobSpec Spec, RelativeTimes? Relative)? ReadLater(Members job, DateTimeOffset now, EnvelopeLimits limits)
    {
        var options = new OptionsReader(job, now);

        return ReadSpec(job, options, limits) is { } spec ? (spec, options.Relative) : null;
    }

    private static JobSpec? ReadSpec(Members job, OptionsReader options, EnvelopeLimits limits)
    {
        var type = job.Take("type").Required(NameRules.JobType);
        var args = job.Take("args");
        var list = args.Raw(JsonValueKind.Array, limits.ArgsBytes);
        if (args.IsAbsent)
        {
            args.Complain("is required and must be a list", "Send [] where there are none.");
        }

        var meta = Meta(job.Take("meta"), options, limits.MetaBytes);
        var spec = new JobSpec
        {
            Type = type ?? "",
            Args = list ?? default,
            Meta = meta,
            Tenant = JobMeta.Tenant(meta),
            Schema = job.Take("schema").Text(NameRules.Label),
            Extra = Objects.Of(job.All.Where(member => !Known.Contains(member.Key))),
        };
        if (spec.Extra is { } extra && extra.Utf8.Length > limits.MetaBytes)
        {
            job.Whole.Complain($"must have at most {limits.MetaBytes} bytes in members of your own", "Put them into args.");
        }

        spec = options.Fill(spec, args);

        return type is null || list is null ? null : spec;
    }

    private static RawJson? Meta(Part meta, OptionsReader options, int most)
    {
        var all = Objects.Of([.. options.Meta.Object()?.All ?? [], .. meta.Object()?.All ?? []]);
        if (all is { } raw && raw.Utf8.Length > most)
        {
            meta.Complain($"must have at most {most} bytes", "Put what is large into args.");
        }

        return all;
    }
}
