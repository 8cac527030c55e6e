using System.Text.Json;
using JobWorker.Core.Messages;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>What the service reads of a job's <c>meta</c>, which is the client's: another form counts as absent.</summary>
public static class JobMeta
{
    /// <summary>The text under a name; none where there is none, something else, or no Unicode text.</summary>
    public static string? Text(OjsJob job, string name) =>
        job.Spec.Meta?.ToElement() is { ValueKind: JsonValueKind.Object } meta && meta.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String
            ? JsonText.Of(value)
            : null;

    /// <summary>The producer's trace, in <c>traceparent</c> and <c>tracestate</c>; none where they name none.</summary>
    public static TraceContext? Trace(OjsJob job) =>
        Text(job, "traceparent") is { } parent ? TraceContext.Parse(parent, Text(job, "tracestate")) : null;
}
