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

/// <summary>Reaches jobs here where this replica alone works, else through the sidecar, which knows where each actor lives.</summary>
internal sealed class JobTeller(JobsHere here, IActorProxyFactory proxies, IOptions<JournalOptions> options) : IJobs
{
    private static readonly ActorProxyOptions Json = new()
    {
        JsonSerializerOptions = JobJson.Options,
        UseJsonSerialization = true,
    };

    public async Task<JobReply> TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        var actorId = options.Value.KeyPrefix + id;
        try
        {
            // Who gives up waiting does not end the turn, here as there.
            if (await here.TryTellAsync(actorId, command).WaitAsync(cancel) is { } reply)
            {
                return reply;
            }

            var actor = proxies.Create(new ActorId(actorId), nameof(JobActor), Json);

            return await actor.InvokeMethodAsync<JobCommand, JobReply>(nameof(IJobActor.TellAsync), command, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new JobUnreachableException(id, e);
        }
    }
}
