using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
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
    PendingCallbacks pending,
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
    /// <summary>More than lies between two attempts at a callback, by any schedule.</summary>
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromDays(8);

    private readonly TimeSpan _keepFinished = retention.Value.Jobs;

    public Journal<Job, JobEvent> Journal { get; } = journal;

    public IJobCluster Cluster { get; } = cluster;

    public IWakeUps WakeUps { get; } = wakeUps;

    public ICatalog Catalog { get; } = catalog;

    /// <summary>Publishes what jobs record.</summary>
    public IEventFeed Feed { get; } = feed;

    public TimeProvider Clock { get; } = clock;

    /// <summary>
    /// Changes when this process has become leader: what keepers remember may be older than what another replica did.
    /// </summary>
    public int Term => role.Terms;

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

    /// <summary>How long the journal of <paramref name="next"/> is kept from now on; none: for ever.</summary>
    /// <remarks>
    /// A job that was run again, or whose callbacks were sent again, had an end already, and not every store forgets it: it is
    /// moved out of the way, with every event anew.
    /// </remarks>
    public TimeSpan? Keep(Job next)
    {
        var again = next is { NextCallback: not null } && next.Callbacks.Any(c => c.Resent > 0) ? BetweenAttempts : TimeSpan.Zero;

        return next switch
        {
            { IsFinal: true, NextCallback: null, Removing: false } => _keepFinished,
            { Attempt: > 1, Request: { } request } =>
                _keepFinished + TimeSpan.FromSeconds(request.Job.ActiveDeadlineSeconds) + again,
            { IsFinal: true } when again > TimeSpan.Zero => _keepFinished + again,
            _ => null,
        };
    }

    /// <summary>The keeper of the job behind <paramref name="actorId"/>: the key prefix and the message id.</summary>
    public JobKeeper Keeper(string actorId, IJobReminder reminder) =>
        new(actorId[journals.Value.KeyPrefix.Length..], reminder, this);

    /// <summary>Hands over the callbacks that are due, and notes what is left to tell.</summary>
    public void Offer(string id, Job job, ImmutableArray<Callback> due)
    {
        pending.Note(id, job);
        if (!due.IsEmpty)
        {
            callbacks.Send(id, job.WebhookUrl!, [.. due.Select(c => c with { Trace = job.Trace })], job.Request);
        }
    }

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
            if (before.Callbacks.ElementAtOrDefault(callback.Sequence)?.State is null or CallbackState.Pending)
            {
                HostMetrics.Callbacks.WithLabels(callback.State.ToString()).Inc();
                if (callback is { State: CallbackState.Delivered, ReportedAt: { } since })
                {
                    HostMetrics.CallbackDelay.Observe((command.At - since).TotalSeconds);
                }
            }
        }

        if (after.DeliveryRefused && !before.DeliveryRefused)
        {
            TellRefusal(id, command, after);
        }
    }

    private void TellRefusal(string id, JobCommand command, Job job)
    {
        var (sequence, reason) = command switch
        {
            JobCommand.RecordCallback x => (x.Sequence, x.Error),
            JobCommand.RecordCallbacks { Attempts: [.., var x] } => (x.Sequence, x.Error),
            JobCommand.Reject x => (0, x.WebhookRefused),
            _ => (0, null),
        };
        var receiver = Uri.TryCreate(job.WebhookUrl, UriKind.Absolute, out var url)
            ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : "";
        logger.CallbackRefused(sequence, id, receiver, reason ?? "");
    }
}
