using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends callbacks outside the jobs' turns and reports back with a command.</summary>
internal interface ICallbackSender
{
    /// <summary>Takes the callbacks and returns at once. One that is already on its way is not sent again.</summary>
    /// <param name="jobId">The message id.</param>
    /// <param name="url">Where to.</param>
    /// <param name="callbacks">
    /// What to say, at least one: the first is the one whose turn it is; each of the others may go along once the one before it
    /// is delivered.
    /// </param>
    /// <param name="request">
    /// What policy is asked about once more; none for a message that was refused: it was asked then.
    /// </param>
    void Send(string jobId, string url, IReadOnlyList<Callback> callbacks, JobRequest? request);
}
