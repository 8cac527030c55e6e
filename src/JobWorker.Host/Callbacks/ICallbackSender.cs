using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends callbacks outside the jobs' turns and reports back with a command.</summary>
internal interface ICallbackSender
{
    /// <summary>Takes the callback and returns at once. One that is already on its way is not sent again.</summary>
    /// <param name="jobId">The message id.</param>
    /// <param name="url">Where to.</param>
    /// <param name="callback">What to say.</param>
    /// <param name="request">
    /// What policy is asked about once more; none for a message that was refused: it was asked then.
    /// </param>
    void Send(string jobId, string url, Callback callback, JobRequest? request);
}
