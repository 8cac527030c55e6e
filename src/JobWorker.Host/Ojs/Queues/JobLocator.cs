using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>Where a job is whose id does not tell: a key of its own, written once, before the job.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Place">The job's place in it, once it is finished and out of memory.</param>
internal sealed record JobLocator(string Queue, long? Place = null)
{
    /// <summary>The locator of a job that leaves memory.</summary>
    public static StoredItem Settled(CheckpointPlan plan, OjsJob job, TimeSpan keep) =>
        new(plan.Locators + job.Id, new RawJson(OjsJson.Write(new JobLocator(plan.Queue, job.Place))), keep);
}
