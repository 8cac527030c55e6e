namespace JobWorker.DevSidecar.App.Tracing;

/// <summary>The trace a request belongs to, in W3C's form.</summary>
/// <param name="Parent">As <c>traceparent</c> says it.</param>
/// <param name="State">As <c>tracestate</c> says it; empty when it says nothing.</param>
internal sealed record TraceContext(string Parent, string State)
{
    /// <summary>Taken from the headers; a new one where there is none.</summary>
    public static TraceContext Of(IHeaderDictionary headers) => new(
        headers.TraceParent.ToString() is { Length: > 0 } given ? given : TraceParent.New(),
        headers.TraceState.ToString());
}
