using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Cluster;

/// <summary>What a job's keeper asks of Kubernetes. All of it may be asked again without harm.</summary>
internal interface IJobCluster
{
    /// <summary>Creates the Job, or adopts it where it exists and is ours: made for this message and this attempt.</summary>
    Task<CreateOutcome> CreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel);

    /// <summary>Takes our finalizer off, so that Kubernetes may clean the Job up.</summary>
    /// <returns>False when the API server could not be asked; the next look at the Job asks again.</returns>
    Task<bool> ReleaseAsync(JobRef job, CancellationToken cancel);

    /// <summary>Deletes the Job with its pods.</summary>
    /// <param name="request">What it was made for.</param>
    /// <param name="name">Its name, for where it is not known whether it was created.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="known">The Job, where it is known: a namesake is left alone.</param>
    /// <param name="cancel">Gives up.</param>
    Task<RemoveOutcome> RemoveAsync(JobRequest request, string name, int attempt, JobRef? known, CancellationToken cancel);

    /// <summary>
    /// Puts back the label, the annotation and the finalizer that make an unfinished Job ours, where somebody took them off.
    /// </summary>
    /// <returns>True when it is there; false when it is gone, or going; none when the API server could not be asked.</returns>
    Task<bool?> MendAsync(JobRef job, string id, CancellationToken cancel);

    /// <summary>Looks at a Job that is late to start, past every cache.</summary>
    /// <returns>
    /// What the job is to be told; none when it is on its way, or the API server could not be asked: look again later.
    /// </returns>
    Task<JobCommand?> LookAsync(JobRef job, CancellationToken cancel);
}

/// <summary>How a deletion ended. Failing is an ordinary answer: it is to be asked for again.</summary>
/// <param name="Done">The Job is gone, or going, or there was none.</param>
/// <param name="Reason">A word of <see cref="FailureReason"/> where the API server refused; none otherwise.</param>
/// <param name="Error">What it said.</param>
internal sealed record RemoveOutcome(bool Done, string? Reason = null, string? Error = null)
{
    public static readonly RemoveOutcome Gone = new(true);

    public static readonly RemoveOutcome Unknown = new(false);
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
