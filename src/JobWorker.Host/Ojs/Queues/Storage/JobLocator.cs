using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>Where a job is whose id does not tell: a key of its own, written once, before the job.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Place">The job's place in it, once it is finished and may be out of memory.</param>
internal sealed record JobLocator(string Queue, long? Place = null)
{
    /// <summary>As good as for ever; not every store takes back that it was told to forget.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(3_650);

    /// <summary>What is written of a job that a checkpoint stores: nothing, where its id tells or where it still waits.</summary>
    /// <param name="plan">What the checkpoint writes.</param>
    /// <param name="job">A job that changed.</param>
    /// <param name="retention">How long finished jobs are kept.</param>
    public static IEnumerable<StoredItem> Of(CheckpointPlan plan, OjsJob job, TimeSpan retention)
    {
        if (JobIds.IsOf(job, plan.Number) || !(job.IsFinal || WasFinal(job)))
        {
            return [];
        }

        var keep = job.IsFinal && !job.IsDeadLetter ? retention : Long;

        return [new StoredItem(plan.Locators + job.Id, new RawJson(OjsJson.Write(new JobLocator(plan.Queue, job.Place))), keep)];
    }

    /// <summary>Retried by hand: what was to be forgotten with it must be kept again.</summary>
    private static bool WasFinal(OjsJob job) => job.History.Any(fact => fact.Event == FeedTypes.Retried);
}
