namespace JobWorker.Ojs.Client;

/// <summary>How a client behaves when the server asks for patience.</summary>
public sealed record OjsClientOptions
{
    /// <summary>How often a request is sent again after a 429 or 503 with <c>Retry-After</c>. 0 or more; default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The longest <c>Retry-After</c> that is waited for; a longer one becomes an error at once. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether jobs that are enqueued one by one, and acknowledgements, share requests where many come at once: what comes while
    /// one is under way goes along in the next. Each is still answered for itself. About twice as fast under load. What comes alone
    /// is sent as the specification says, and so is everything where the server has no <c>/jobs/bulk</c> or no
    /// <c>/workers/ack/bulk</c>. False: every call has a request of its own and waits for no other. Default true.
    /// </summary>
    public bool ShareRequests { get; init; } = true;
}
