using System.Diagnostics;
using JobWorker.Core.Messages;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Jobs.Tracing;

namespace JobWorker.Host.Ojs.Http.Answers;

/// <summary>
/// The span of a request that enqueues, fetches or settles jobs, by OpenTelemetry's conventions for messaging. There is
/// none, and nothing is done for one, while nobody listens.
/// </summary>
/// <remarks>
/// It is made when the request is over, with the time at which it began: only then it is known what it was about, and a fetch
/// that found nothing leaves none. So it is nobody's parent here, which it could not rightly be: a queue answers many at once.
/// </remarks>
internal sealed class OjsSpan : IDisposable
{
    /// <summary>Most ids, and most links, of one span.</summary>
    public const int Most = 128;

    private static readonly ActivitySource Spans = new(Traces.Source);

    private readonly Lock _gate = new();
    private readonly List<OjsJob> _jobs = [];
    private readonly HttpRequest _request;
    private readonly SpanOperation _operation;
    private readonly DateTimeOffset _began;
    private OjsError? _refused;
    private bool _isTold;

    private OjsSpan(HttpRequest request, SpanOperation operation)
    {
        (_request, _operation) = (request, operation);
        _began = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
    }

    /// <summary>Begins one for a request; none while nobody listens.</summary>
    public static OjsSpan? Begin(HttpRequest request, SpanOperation operation) =>
        Spans.HasListeners() ? new OjsSpan(request, operation) : null;

    /// <summary>The request was about these jobs. May be said several times, also side by side.</summary>
    public void About(params IEnumerable<OjsJob> jobs)
    {
        lock (_gate)
        {
            _jobs.AddRange(jobs);
            _isTold = true;
        }
    }

    /// <summary>The request, or a job of several in it, was refused; the first reason is told.</summary>
    public void Refuse(OjsError error)
    {
        lock (_gate)
        {
            _refused ??= error;
            _isTold = true;
        }
    }

    /// <summary>Makes the span. Where nothing was told, the request broke off.</summary>
    public void Dispose()
    {
        if (_isTold && _jobs.Count == 0 && _refused is null)
        {
            return;
        }

        // What the web server has begun is in nobody's trace.
        var around = Activity.Current;
        Activity.Current = null;
        var name = Only(job => job.Spec.Queue) is { } queue ? $"{_operation.Name} {queue}" : _operation.Name;
        var (parent, links) = (ParentOf(_request), _jobs.Select(LinkOf).OfType<ActivityLink>().Take(Most));
        using (var span = Spans.StartActivity(ActivityKind.Server, parent, Tags(), [.. links], _began, name))
        {
            if (span is not null && (_refused is not null || !_isTold))
            {
                span.SetStatus(ActivityStatusCode.Error, _refused?.Message ?? "The request broke off.")
                    .SetTag("error.type", _refused?.Code ?? "_OTHER");
            }
        }

        Activity.Current = around;
    }

    private IEnumerable<KeyValuePair<string, object?>> Tags()
    {
        yield return new("messaging.system", "ojs");
        yield return new("messaging.operation.name", _operation.Name);
        yield return new("messaging.operation.type", _operation.Type);
        if (Only(job => job.Spec.Queue) is { } queue)
        {
            yield return new("messaging.destination.name", queue);
        }

        if (Only(job => job.Spec.Type) is { } type)
        {
            yield return new("ojs.job.type", type);
        }

        if (_jobs is [var single] && !_operation.IsBatch)
        {
            yield return new("messaging.message.id", single.Id);
            yield return new("ojs.job.id", single.Id);
            yield return new("ojs.job.attempt", single.Attempt);
        }
        else if (_jobs.Count > 0)
        {
            yield return new("messaging.batch.message_count", _jobs.Count);
            yield return new("ojs.job.ids", _jobs.Take(Most).Select(job => job.Id).ToArray());
        }
    }

    /// <summary>What all of the jobs have in common; none where they differ, or there are none.</summary>
    private string? Only(Func<OjsJob, string> of) => _jobs.Select(of).Distinct().Take(2).ToList() is [var one] ? one : null;

    private static ActivityContext ParentOf(HttpRequest request) =>
        ContextOf(TraceContext.Parse(request.Headers.TraceParent.FirstOrDefault(), request.Headers.TraceState.FirstOrDefault()));

    /// <summary>What the job's <c>meta</c> names as its trace, where producers put it; none where it names none.</summary>
    private static ActivityLink? LinkOf(OjsJob job)
    {
        var context = ContextOf(JobMeta.Trace(job));

        return context == default ? null : new ActivityLink(context);
    }

    private static ActivityContext ContextOf(TraceContext? trace)
    {
        ActivityContext.TryParse(trace?.Parent, trace?.State, isRemote: true, out var context);

        return context;
    }
}

/// <summary>What is done to jobs.</summary>
/// <param name="Name">As OJS calls it.</param>
/// <param name="Type">As OpenTelemetry calls it.</param>
/// <param name="IsBatch">The request is made for many, however few are in it.</param>
internal sealed record SpanOperation(string Name, string Type, bool IsBatch = false)
{
    public static readonly SpanOperation Enqueue = new("enqueue", "send");
    public static readonly SpanOperation EnqueueMany = new("enqueue", "send", IsBatch: true);
    public static readonly SpanOperation Fetch = new("fetch", "receive");
    public static readonly SpanOperation Ack = new("ack", "settle");
    public static readonly SpanOperation AckMany = new("ack", "settle", IsBatch: true);
    public static readonly SpanOperation Nack = new("nack", "settle");
}

/// <summary>Saying something to a span that may not be there.</summary>
internal static class OjsSpans
{
    /// <summary>Tells the span of a refusal, and answers it.</summary>
    public static OjsError Told(this OjsError error, OjsSpan? span)
    {
        span?.Refuse(error);

        return error;
    }
}
