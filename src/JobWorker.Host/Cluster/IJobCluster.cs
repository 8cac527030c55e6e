using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Cluster;

/// <summary>The two things a job's keeper asks of Kubernetes. Both may be asked again without harm.</summary>
internal interface IJobCluster
{
    /// <summary>Creates the Job, or adopts it where it exists and is ours.</summary>
    Task<CreateOutcome> CreateAsync(JobRequest request, string name, CancellationToken cancel);

    /// <summary>Takes our finalizer off, so that Kubernetes may clean the Job up.</summary>
    /// <returns>False when the API server could not be asked; the next look at the Job asks again.</returns>
    Task<bool> ReleaseAsync(JobRef job, CancellationToken cancel);
}

/// <summary>How a creation ended. Failing is an ordinary answer.</summary>
internal abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    /// <summary>The Job exists and is ours.</summary>
    public sealed record Created(JobRef Ref) : CreateOutcome;

    /// <summary>It does not.</summary>
    /// <param name="Kind">Whether and how to try again.</param>
    /// <param name="Error">What to tell the client, should it be final.</param>
    /// <param name="RetryAfter">The server's wish, where it sent one.</param>
    public sealed record Failed(CreateFailure Kind, CallbackError Error, TimeSpan? RetryAfter = null) : CreateOutcome;
}
