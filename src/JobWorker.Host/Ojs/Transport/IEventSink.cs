using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>Somewhere that events of queues go, each at least once.</summary>
internal interface IEventSink
{
    /// <summary>Whether a queue's events go there at all.</summary>
    bool Takes(string queue);

    /// <summary>Returns once it is sure that they arrive; tries until then.</summary>
    /// <param name="queue">Where they happened.</param>
    /// <param name="happened">In order.</param>
    /// <param name="cancel">Gives up: who has the queue next begins anew.</param>
    Task TellAsync(string queue, IReadOnlyList<Happening> happened, CancellationToken cancel);
}

/// <summary>Something that happened in a queue.</summary>
/// <param name="Entry">The event.</param>
/// <param name="Job">The job after it; none where it is no job's.</param>
internal readonly record struct Happening(FeedEntry Entry, OjsJob? Job);
