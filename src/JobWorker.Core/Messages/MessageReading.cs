using System.Collections.Immutable;

namespace JobWorker.Core.Messages;

/// <summary>What became of the bytes of one message.</summary>
public abstract record MessageReading
{
    private MessageReading()
    {
    }

    /// <summary>A job request that keeps every rule of the message contract.</summary>
    /// <param name="Request">The request, normalised.</param>
    /// <param name="PayloadHash">SHA-256 of the payload inside its envelopes, 64 lower-case hex digits.</param>
    /// <param name="Ignored">JSON paths of unknown properties, such as <c>job.colour</c>; they are kept out of the Job.</param>
    public sealed record Valid(JobRequest Request, string PayloadHash, ImmutableArray<string> Ignored) : MessageReading;

    /// <summary>The id can be used, but rules are violated: the job exists, rejected.</summary>
    /// <param name="Id">The message id.</param>
    /// <param name="Service">The service, where it could be read.</param>
    /// <param name="WebhookUrl">Where to report, where it can be used.</param>
    /// <param name="Violations">All of them, in the order of the contract's table.</param>
    /// <param name="PayloadHash">As in <see cref="Valid"/>.</param>
    public sealed record Invalid(
        string Id,
        string? Service,
        string? WebhookUrl,
        ImmutableArray<Violation> Violations,
        string PayloadHash) : MessageReading
    {
        /// <summary>The namespace, where it could be read.</summary>
        public string? Namespace { get; init; }

        /// <summary>The trace it belongs to; none where it names none.</summary>
        public TraceContext? Trace { get; init; }
    }

    /// <summary>Not JSON, or no usable id: a dead letter.</summary>
    /// <param name="Reason">For people; names the field or the position and the rule.</param>
    public sealed record Unusable(string Reason) : MessageReading
    {
        /// <summary>The trace of the envelope it came in; none where there is none.</summary>
        public TraceContext? Trace { get; init; }
    }
}

/// <summary>A rule that a message breaks.</summary>
/// <param name="Field">JSON path, such as <c>job.env[2].name</c>.</param>
/// <param name="Rule">What is asked of it, for people.</param>
public sealed record Violation(string Field, string Rule);
