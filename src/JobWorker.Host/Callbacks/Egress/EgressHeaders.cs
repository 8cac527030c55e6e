namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Headers between dispatcher and egress endpoint, and on to the receiver.</summary>
/// <remarks>They begin with a capital letter because the HTTP binding sends only such metadata as headers.</remarks>
internal static class EgressHeaders
{
    /// <summary>To the egress endpoint only: where to post.</summary>
    public const string Url = "X-Egress-Url";

    /// <summary>To the egress endpoint only, in place of <see cref="Url"/>: how many letters the body holds.</summary>
    public const string Batch = "X-Egress-Batch";

    /// <summary>To the egress endpoint only, beside <see cref="Url"/>: the body holds a request that is signed already.</summary>
    public const string Ready = "X-Egress-Ready";

    /// <summary>To the egress endpoint only: the receiver's <c>traceparent</c>. Sidecars set that header anew.</summary>
    public const string EgressTraceParent = "X-Egress-Traceparent";

    /// <summary>To the egress endpoint only: the receiver's <c>tracestate</c>.</summary>
    public const string EgressTraceState = "X-Egress-Tracestate";

    /// <summary>To the receiver: W3C Trace Context, where the job belongs to a trace.</summary>
    public const string TraceParent = "Traceparent";

    /// <summary>To the receiver: beside <see cref="TraceParent"/>.</summary>
    public const string TraceState = "Tracestate";

    /// <summary>From the egress endpoint only: why there is no answer of a receiver.</summary>
    public const string Error = "X-Egress-Error";

    /// <summary>From the egress endpoint only: the callback may not go there, ever; <see cref="Error"/> says why.</summary>
    public const string Refused = "X-Egress-Refused";

    /// <summary>From the egress endpoint only: milliseconds the receiver took, where it was asked earlier.</summary>
    public const string Took = "X-Egress-Took";

    /// <summary>Standard Webhooks: the same over all attempts.</summary>
    public const string WebhookId = "Webhook-Id";

    /// <summary>Standard Webhooks: seconds since 1970.</summary>
    public const string WebhookTimestamp = "Webhook-Timestamp";

    /// <summary>Standard Webhooks: <c>v1,</c> and base64, when a secret is set.</summary>
    public const string WebhookSignature = "Webhook-Signature";

    /// <summary>Of the body.</summary>
    public const string ContentType = "Content-Type";

    /// <summary>Gapless from 0 within a job.</summary>
    public const string Sequence = "X-Jobworker-Sequence";

    /// <summary>Counts from 1 within a callback.</summary>
    public const string Attempt = "X-Jobworker-Attempt";
}
