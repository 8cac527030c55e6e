using Dapr.Actors;
using Dapr.Actors.Client;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs;

/// <summary>Says commands to jobs, wherever they are.</summary>
internal interface IJobs
{
    /// <summary>One turn of the job; returns once what follows from the command is durable.</summary>
    /// <exception cref="JobUnreachableException">The turn did not end well; say it again.</exception>
    Task<JobReply> TellAsync(string id, JobCommand command, CancellationToken cancel);
}

/// <summary>
/// A job's turn did not end well: the sidecar, the state store or the actor's host failed. Nothing is lost by trying again.
/// </summary>
internal sealed class JobUnreachableException(string id, Exception inner)
    : Exception($"Job {id} could not be reached: {inner.Message}", inner);

/// <summary>Reaches jobs through the sidecar, which knows where each actor lives.</summary>
internal sealed class JobTeller(IActorProxyFactory proxies, IOptions<JournalOptions> options) : IJobs
{
    private static readonly ActorProxyOptions Json = new()
    {
        JsonSerializerOptions = JobJson.Options,
        UseJsonSerialization = true,
    };

    public async Task<JobReply> TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        var actor = proxies.Create(new ActorId(options.Value.KeyPrefix + id), nameof(JobActor), Json);
        try
        {
            return await actor.InvokeMethodAsync<JobCommand, JobReply>(nameof(IJobActor.TellAsync), command, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new JobUnreachableException(id, e);
        }
    }
}
