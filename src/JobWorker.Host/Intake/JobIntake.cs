using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Cluster;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Tracing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Intake;

/// <summary>Turns one delivered message into one command to one job, or into a dead letter.</summary>
internal sealed class JobIntake(
    IJobs jobs, DeadLetters deadLetters, ClusterState cluster, JobPolicy policy, IOptions<JobOptions> options, TimeProvider clock)
{
    private readonly MessageLimits _limits = new(options.Value.ActiveDeadlineSecondsMax);

    /// <summary>Reads and checks a message as the intake would, and changes nothing.</summary>
    public MessageReading Read(ReadOnlyMemory<byte> message) => JobMessage.Read(message, _limits);

    /// <summary>
    /// Takes a message in; whatever the outcome but <see cref="IntakeOutcome.Later"/>, it is durable on return.
    /// </summary>
    /// <param name="message">As it was delivered.</param>
    /// <param name="delivery">The trace of its delivery, for a message that names none itself.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IntakeOutcome> TakeAsync(ReadOnlyMemory<byte> message, TraceContext? delivery, CancellationToken cancel)
    {
        switch (Read(message))
        {
            case MessageReading.Unusable x:
                using (Traces.Rejected(null, x.Trace ?? delivery, code: null, [ViolationOf(x.Reason)]))
                {
                    return await deadLetters.AddAsync(x.Reason, message, cancel)
                        ? IntakeOutcome.DeadLettered
                        : IntakeOutcome.Later;
                }

            case MessageReading.Invalid x:
                return await RejectAsync(
                    new Refused(x.Id, x.Service, x.Namespace, x.WebhookUrl, x.Trace ?? delivery),
                    ErrorCode.MessageInvalid,
                    x.Violations,
                    x.PayloadHash,
                    cancel);

            case MessageReading.Valid x when policy.Check(x.Request) is { Length: > 0 } violations:
                var asked = x.Request;
                return await RejectAsync(
                    new Refused(asked.Id, asked.Service, asked.Job.Namespace, asked.WebhookUrl, asked.Trace ?? delivery),
                    ErrorCode.RefusedByPolicy,
                    violations,
                    x.PayloadHash,
                    cancel);

            // Without an API server the message is safest where it is: in the queue, unacknowledged.
            case MessageReading.Valid when cluster.Trouble is not null:
                return IntakeOutcome.Later;

            case MessageReading.Valid x:
                var request = x.Request with { Trace = x.Request.Trace ?? delivery };
                using (var span = Traces.Intake(request))
                {
                    return await TellAsync(
                        request.Id,
                        new JobCommand.Submit(
                            request with { Trace = Traces.Of(span) ?? request.Trace }, x.PayloadHash, x.Ignored, clock.GetUtcNow()),
                        IntakeOutcome.Accepted,
                        cancel);
                }

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<IntakeOutcome> RejectAsync(
        Refused who, string code, ImmutableArray<Violation> violations, string hash, CancellationToken cancel)
    {
        using var span = Traces.Rejected(who.Id, who.Trace, code, violations);
        var reject = new JobCommand.Reject(
            who.Service,
            who.WebhookUrl,
            code,
            violations,
            hash,
            clock.GetUtcNow(),
            WebhookRefused(who.Namespace, who.Service, who.WebhookUrl),
            Traces.Of(span) ?? who.Trace);

        return await TellAsync(who.Id, reject, IntakeOutcome.Rejected, cancel);
    }

    /// <summary>A reason names the field first.</summary>
    private static Violation ViolationOf(string reason) =>
        reason.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end
            ? new Violation(reason[..end], reason[(end + 2)..])
            : new Violation("message", reason);

    /// <summary>Nothing is told to where policy forbids it, not even that the message was refused.</summary>
    private string? WebhookRefused(string? space, string? service, string? url) =>
        policy.CheckCallback(space, service, url) is [var refusal, ..] ? refusal.Rule : null;

    private async Task<IntakeOutcome> TellAsync(string id, JobCommand command, IntakeOutcome outcome, CancellationToken cancel)
    {
        try
        {
            await jobs.TellAsync(id, command, cancel);
            return outcome;
        }
        catch (JobUnreachableException)
        {
            return IntakeOutcome.Later;
        }
    }

    /// <summary>What is known of a message that becomes no job.</summary>
    private sealed record Refused(string Id, string? Service, string? Namespace, string? WebhookUrl, TraceContext? Trace);
}

/// <summary>What became of a delivered message.</summary>
internal enum IntakeOutcome
{
    /// <summary>A job has it, new or known.</summary>
    Accepted,

    /// <summary>A job exists, rejected.</summary>
    Rejected,

    /// <summary>It is on the dead-letter topic.</summary>
    DeadLettered,

    /// <summary>Nothing was kept; it must come again.</summary>
    Later,
}
