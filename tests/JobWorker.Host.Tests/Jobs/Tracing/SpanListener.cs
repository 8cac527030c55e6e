using System.Collections.Concurrent;
using System.Diagnostics;
using JobWorker.Host.Jobs.Tracing;

namespace JobWorker.Host.Tests.Jobs.Tracing;

/// <summary>Listens to the service's spans. Who uses it is in <see cref="Spans"/>: other tests' spans are heard too.</summary>
internal sealed class SpanListener : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpanListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Spans of a trace that have ended, in order.</summary>
    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(a => a.TraceId.ToHexString() == traceId)];

    public void Dispose() => _listener.Dispose();

    /// <summary>A trace of one's own, as a <c>traceparent</c> has it.</summary>
    public static (string Id, string Parent) NewTrace()
    {
        var id = ActivityTraceId.CreateRandom().ToHexString();

        return (id, $"00-{id}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
    }
}

/// <summary>Tests that listen, and those that need nobody to, take turns.</summary>
[CollectionDefinition(nameof(Spans))]
public sealed class Spans;
