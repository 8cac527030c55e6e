using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>Callbacks of one job on their way to one URL, or waiting for it.</summary>
/// <param name="jobId">The message id.</param>
/// <param name="url">Where to.</param>
/// <param name="callbacks">In their order, at least one.</param>
/// <param name="request">What policy is asked about; none for a message that was refused.</param>
internal sealed class Outgoing(string jobId, string url, IReadOnlyList<Callback> callbacks, JobRequest? request)
{
    private volatile IReadOnlyList<Callback> _callbacks = callbacks;

    public string JobId { get; } = jobId;

    public string Url { get; } = url;

    public JobRequest? Request { get; } = request;

    /// <summary>The one whose turn it is.</summary>
    public Callback First => Callbacks[0];

    /// <summary>It, and those that may go along: as the job had it last.</summary>
    public IReadOnlyList<Callback> Callbacks
    {
        get => _callbacks;
        set => _callbacks = value;
    }
}
