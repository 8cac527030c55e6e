using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Cluster;
using JobWorker.Host.Jobs;
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
    public async Task<IntakeOutcome> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        switch (Read(message))
        {
            case MessageReading.Unusable unusable:
                return await deadLetters.AddAsync(unusable.Reason, message, cancel)
                    ? IntakeOutcome.DeadLettered
                    : IntakeOutcome.Later;

            case MessageReading.Invalid x:
                return await TellAsync(
                    x.Id,
                    new JobCommand.Reject(
                        x.Service,
                        x.WebhookUrl,
                        ErrorCode.MessageInvalid,
                        x.Violations,
                        x.PayloadHash,
                        clock.GetUtcNow(),
                        WebhookRefused(x.Namespace, x.Service, x.WebhookUrl)),
                    IntakeOutcome.Rejected,
                    cancel);

            case MessageReading.Valid x when policy.Check(x.Request) is { Length: > 0 } violations:
                return await TellAsync(
                    x.Request.Id,
                    new JobCommand.Reject(
                        x.Request.Service,
                        x.Request.WebhookUrl,
                        ErrorCode.RefusedByPolicy,
                        violations,
                        x.PayloadHash,
                        clock.GetUtcNow(),
                        WebhookRefused(x.Request.Job.Namespace, x.Request.Service, x.Request.WebhookUrl)),
                    IntakeOutcome.Rejected,
                    cancel);

            // Without an API server the message is safest where it is: in the queue, unacknowledged.
            case MessageReading.Valid when cluster.Trouble is not null:
                return IntakeOutcome.Later;

            case MessageReading.Valid x:
                return await TellAsync(
                    x.Request.Id,
                    new JobCommand.Submit(x.Request, x.PayloadHash, x.Ignored, clock.GetUtcNow()),
                    IntakeOutcome.Accepted,
                    cancel);

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

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
