using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.KubernetesJobs;

/// <summary>What a job of type <c>kubernetes.job</c> says as a message, and what a Kubernetes Job says as an outcome.</summary>
internal static class KubernetesMessage
{
    private const string Service = "ojs";

    /// <summary>Most of what the jobs before it said goes into an environment variable; more is left out.</summary>
    private const int LongestResults = 32 * 1024;

    /// <summary>Names of messages and of their jobs match in any case.</summary>
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The message of an attempt: the same one after an attempt whose worker was lost.</summary>
    /// <remarks>None where the first argument is JSON but no message: a name is there twice, or text is no Unicode.</remarks>
    public static (string Id, ReadOnlyMemory<byte>? Message) Of(OjsJob job)
    {
        var failures = job.Errors.Count(error => error.Code != "visibility_timeout");
        var id = string.Create(CultureInfo.InvariantCulture, $"ojs-{job.Id}-{failures + 1}");
        try
        {
            return (id, Encoding.UTF8.GetBytes(Write(id, job).ToJsonString()));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return (id, null);
        }
    }

    /// <summary>What the attempt's worker says; none while the Kubernetes Job goes on.</summary>
    public static QueueOperation.OnJob? Outcome(OjsJob job, string id, Job run) => run.State switch
    {
        Core.Jobs.JobState.Succeeded => new QueueOperation.Ack(job.Id, KubernetesRunner.Worker, Result(id, run)),
        Core.Jobs.JobState.Failed or Core.Jobs.JobState.Aborted => Failed(job, id, run, retryable: null),

        // The same message would be refused again.
        Core.Jobs.JobState.Rejected => Failed(job, id, run, retryable: false),
        _ => null,
    };

    /// <summary>What the worker says of a job that is no message at all.</summary>
    public static QueueOperation.Nack Unusable(OjsJob job, string why) => new(
        job.Id,
        KubernetesRunner.Worker,
        new Failure("handler_error", FailureReason.Invalid, why, Retryable: false),
        Requeue: false);

    private static JsonObject Write(string id, OjsJob job)
    {
        var first = job.Spec.Args.ToElement() is { ValueKind: JsonValueKind.Array } args && args.GetArrayLength() > 0
            ? args[0]
            : default;
        var message = new JsonObject
        {
            ["id"] = id,
            ["service"] = JobMeta.Text(job, "service") ?? Service,
            ["job"] = first.ValueKind is JsonValueKind.Object
                ? WithEnvironment(JsonObject.Create(first.Clone(), AnyCase)!, job)
                : null,
        };
        if (JobMeta.Trace(job) is { } trace)
        {
            message["traceparent"] = trace.Parent;
            message["tracestate"] = trace.State;
        }

        return message;
    }

    private static QueueOperation.Nack Failed(OjsJob job, string id, Job run, bool? retryable) => new(
        job.Id,
        KubernetesRunner.Worker,
        new Failure("handler_error", run.Error?.Reason ?? "Unknown", run.Error?.Message, retryable, Result(id, run)),
        Requeue: false);

    private static RawJson Result(string id, Job run)
    {
        var said = new JsonObject
        {
            ["message_id"] = id,
            ["state"] = run.State.ToString().ToLowerInvariant(),
            ["namespace"] = run.Ref?.Namespace,
            ["job_name"] = run.Ref?.Name,
            ["pod"] = run.Pod?.Name,
            ["exit_code"] = run.Error?.ExitCode,
        };
        foreach (var name in said.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            said.Remove(name);
        }

        return new RawJson(Encoding.UTF8.GetBytes(said.ToJsonString()));
    }

    /// <summary>What the container may want to know; the client's own variables win.</summary>
    private static JsonObject WithEnvironment(JsonObject spec, OjsJob job)
    {
        var results = job.ParentResults?.ToString();
        var variables = new (string Name, string? Value)[]
        {
            ("OJS_JOB_ID", job.Id),
            ("OJS_ATTEMPT", job.Attempt.ToString(CultureInfo.InvariantCulture)),
            ("OJS_PARENT_RESULTS", results?.Length <= LongestResults ? results : null),
        };
        var all = spec["env"] switch
        {
            JsonArray list => list,
            null => [],
            _ => null,
        };
        if (all is null)
        {
            // Not a list: the message's own rules say what is wrong with it.
            return spec;
        }

        var named = all.OfType<JsonObject>().Select(one => one["name"]?.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in variables.Where(v => v.Value is not null && !named.Contains(v.Name)))
        {
            all.Add(new JsonObject { ["name"] = name, ["value"] = value });
        }

        if (all.Parent is null)
        {
            spec["env"] = all;
        }

        return spec;
    }
}
