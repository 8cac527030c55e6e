using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends callbacks outside the jobs' turns and reports back with a command.</summary>
internal interface ICallbackSender
{
    /// <summary>Takes the callback and returns at once. One that is already on its way is not sent again.</summary>
    void Send(string jobId, string url, Callback callback);
}
