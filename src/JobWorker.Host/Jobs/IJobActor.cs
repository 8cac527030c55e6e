using Dapr.Actors;
using JobWorker.Core;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Jobs;

/// <summary>One job, addressed by its message id.</summary>
public interface IJobActor : IActor
{
    /// <summary>Says one command to the job; answers once what follows from it is durable.</summary>
    Task<JobReply> TellAsync(JobCommand command);
}

/// <summary>What a job answers to a command.</summary>
/// <param name="State">Where the job stands now.</param>
/// <param name="Version">The number of its events.</param>
/// <param name="Refusal">Why the command was refused; none when it was accepted.</param>
/// <param name="Message">The refusal, for people.</param>
public sealed record JobReply(JobState State, long Version, RefusalCode? Refusal = null, string? Message = null);
