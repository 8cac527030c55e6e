using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Catalog;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Hosting;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs;

/// <summary>What every keeper shares.</summary>
internal sealed class JobKeepers(
    Journal<Job, JobEvent> journal,
    IJobCluster cluster,
    ICallbackSender callbacks,
    IWakeUps wakeUps,
    ICatalog catalog,
    IEventFeed feed,
    LeaderRole role,
    TimeProvider clock,
    IOptions<JobOptions> options,
    IOptions<RetentionOptions> retention,
    IOptions<JournalOptions> journals,
    IOptions<KubernetesOptions> kubernetes,
    ILogger<JobKeeper> logger)
{
    public Journal<Job, JobEvent> Journal { get; } = journal;

    public IJobCluster Cluster { get; } = cluster;

    public ICallbackSender Callbacks { get; } = callbacks;

    public IWakeUps WakeUps { get; } = wakeUps;

    public ICatalog Catalog { get; } = catalog;

    /// <summary>Publishes what jobs record.</summary>
    public IEventFeed Feed { get; } = feed;

    public TimeProvider Clock { get; } = clock;

    /// <summary>
    /// Changes when this process has become leader: what keepers remember may be older than what another replica did.
    /// </summary>
    public int Term => role.Terms;

    public TimeSpan KeepFinished { get; } = retention.Value.Jobs;

    public TimeSpan CreateTimeout { get; } = options.Value.CreateTimeout;

    public TimeSpan SupervisePeriod { get; } = options.Value.SupervisePeriod;

    /// <summary>
    /// What <paramref name="job"/> asks for at <paramref name="now"/>, by this installation's settings, when
    /// <paramref name="told"/> of its events are published.
    /// </summary>
    public JobDuties DutiesOf(Job job, DateTimeOffset now, long? told) => JobDuties.Of(
        job,
        now,
        kubernetes.Value.Finalizer,
        options.Value.PodStartTimeout,
        told >= job.Version ? UntoldEvents.None : told is null ? UntoldEvents.Held : UntoldEvents.Unheld);

    /// <summary>The keeper of the job behind <paramref name="actorId"/>: the key prefix and the message id.</summary>
    public JobKeeper Keeper(string actorId, IJobReminder reminder) =>
        new(actorId[journals.Value.KeyPrefix.Length..], reminder, this);

    /// <summary>Tells logs and metrics that a job moved. A decision is logged once: here, where it was recorded.</summary>
    public void Changed(string id, JobCommand command, Job before, Job after)
    {
        logger.JobChanged(id, command.GetType().Name, after.State, after.Version);
        if (before.State != after.State)
        {
            HostMetrics.Jobs.WithLabels(after.State.ToString()).Inc();
        }

        foreach (var callback in after.Callbacks.Where(c => c.State is not CallbackState.Pending))
        {
            if (before.Callbacks.ElementAtOrDefault(callback.Sequence)?.State
                is not (CallbackState.Delivered or CallbackState.Abandoned))
            {
                HostMetrics.Callbacks.WithLabels(callback.State.ToString()).Inc();
            }
        }
    }
}
