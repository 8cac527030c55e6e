using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>Tells workflows and schedules that one of their jobs has ended: at least once.</summary>
internal interface IParents
{
    /// <summary>Begins to tell, unless that is going on; the queue is told when the parent knows.</summary>
    void Tell(string queue, OjsJob job);
}
