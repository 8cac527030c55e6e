using System.Diagnostics;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Cluster;

namespace JobWorker.Host.Jobs.Tracing;

/// <summary>The spans of a job: taken in, created, told. None is made while nobody listens.</summary>
/// <remarks>Each is a child of what the message says; a job may run for days, so no span covers it all.</remarks>
internal static class Traces
{
    /// <summary>Name of the source, for whoever listens.</summary>
    public const string Source = "JobWorker";

    /// <summary>Most broken rules that a span tells.</summary>
    private const int MostViolations = 32;

    private static readonly ActivitySource Spans = new(Source);

    /// <summary>A message is taken in.</summary>
    public static Activity? Intake(JobRequest request) =>
        Start("jobworker intake", ActivityKind.Consumer, request.Trace, request.Id);

    /// <summary>A message is taken in that becomes no job that runs: the trace shows why.</summary>
    /// <param name="id">The message id; none where it has no usable one.</param>
    /// <param name="trace">What the message, or its delivery, says; none: it is in nobody's trace.</param>
    /// <param name="code">A100 or A111; none for a dead letter.</param>
    /// <param name="violations">Every field and the rule it breaks.</param>
    public static Activity? Rejected(string? id, TraceContext? trace, string? code, IReadOnlyCollection<Violation> violations) =>
        Start("jobworker intake", ActivityKind.Consumer, trace, id)
            ?.SetTag("jobworker.violation.fields", violations.Take(MostViolations).Select(v => v.Field).ToArray())
            .SetTag("jobworker.violation.rules", violations.Take(MostViolations).Select(v => v.Rule).ToArray())
            .SetTag("error.type", code ?? "dead_letter")
            .SetStatus(ActivityStatusCode.Error, violations.Select(v => $"{v.Field}: {v.Rule}").FirstOrDefault());

    /// <summary>The Kubernetes Job is created.</summary>
    public static Activity? Create(JobRequest request, string name, int attempt) =>
        Start("jobworker create", ActivityKind.Client, request.Trace, request.Id)
            ?.SetTag("k8s.namespace.name", request.Job.Namespace)
            .SetTag("k8s.job.name", name)
            .SetTag("jobworker.job.attempt", attempt);

    /// <summary>An attempt at a callback.</summary>
    public static Activity? Callback(string jobId, Callback callback, int attempt) =>
        Start("jobworker callback", ActivityKind.Client, callback.Trace, jobId)
            ?.SetTag("jobworker.callback.status", callback.Status)
            .SetTag("jobworker.callback.sequence", callback.Sequence)
            .SetTag("jobworker.callback.attempt", attempt);

    /// <summary>How a creation ended.</summary>
    public static void End(Activity? span, CreateOutcome outcome)
    {
        if (outcome is CreateOutcome.Failed failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Error.Message).SetTag("error.type", $"{failed.Kind}");
        }
    }

    /// <summary>How an attempt at a callback ended.</summary>
    public static void End(Activity? span, WebhookAnswer answer)
    {
        span?.SetTag("http.response.status_code", answer.StatusCode);
        if (answer.Error is { } error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error);
        }
    }

    /// <summary>What a span leaves to those that follow it; none where there is no span.</summary>
    public static TraceContext? Of(Activity? span) => TraceContext.Parse(span?.Id, span?.TraceStateString);

    /// <summary>Has what is called from here on belong to the trace, without a span; to none where there is none.</summary>
    public static Activity? Carry(TraceContext? trace)
    {
        Activity.Current = null;

        return trace is null
            ? null
            : new Activity("jobworker").SetParentId(trace.Parent).Continuing(trace.State).Start();
    }

    private static Activity Continuing(this Activity activity, string? state)
    {
        activity.TraceStateString = state;

        return activity;
    }

    private static Activity? Start(string name, ActivityKind kind, TraceContext? trace, string? jobId)
    {
        if (!Spans.HasListeners())
        {
            return null;
        }

        // What the web server has begun is in nobody's trace; a message without one begins its own.
        Activity.Current = null;
        ActivityContext.TryParse(trace?.Parent, trace?.State, isRemote: true, out var parent);

        return Spans.StartActivity(name, kind, parent)?.SetTag("jobworker.job.id", jobId);
    }
}
