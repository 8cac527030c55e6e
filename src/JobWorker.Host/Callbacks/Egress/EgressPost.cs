namespace JobWorker.Host.Callbacks.Egress;

/// <summary>One attempt at one callback, as the egress endpoint is asked for it.</summary>
/// <param name="Url">Where to post.</param>
/// <param name="WebhookId">The <c>webhook-id</c>.</param>
/// <param name="Sequence">The <c>x-jobworker-sequence</c>.</param>
/// <param name="Attempt">The <c>x-jobworker-attempt</c>.</param>
/// <param name="TraceParent">The receiver's <c>traceparent</c>; none where it gets none.</param>
/// <param name="TraceState">The receiver's <c>tracestate</c>; none where it gets none.</param>
/// <param name="Body">The exact bytes.</param>
internal sealed record EgressPost(
    Uri Url, string WebhookId, string Sequence, string Attempt, string? TraceParent, string? TraceState, byte[] Body);
