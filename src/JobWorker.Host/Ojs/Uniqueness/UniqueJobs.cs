using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Uniqueness;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Uniqueness;

/// <summary>Jobs of which there may be one only: a key per fingerprint, changed only over what was read, says which it is.</summary>
/// <remarks>
/// The claim comes before the job. Whoever finds a claim without a job waits until its maker can no longer bring the job in, and
/// only then takes it over: so the rule is strong even where processes stop in between.
/// </remarks>
internal sealed class UniqueJobs(QueueKeepers keepers, IQueues queues, JobFinder finder, TimeProvider clock)
{
    private const string Kind = "unique";

    /// <summary>Others that may get in first, one after the other.</summary>
    private const int Tries = 20;

    /// <summary>From then on a claim's maker is refused by the queue.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>From then on a claim without a job may be taken over: later, for clocks that differ.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>What is in the way of a job.</summary>
    public async Task<QueueAnswer.Refused?> RejectedAsync(JobSpec spec, CancellationToken cancel)
    {
        var slot = await keepers.Store.GetAsync(KeyOf(spec), cancel);
        var owner = slot is null ? null : await OwnerAsync(OjsJson.Read<UniqueClaim>(slot.Value.Span), cancel);

        return Verdict(spec, owner).Answer is UniqueAnswer.Reject ? Rejected(owner!) : null;
    }

    /// <summary>Whether one of several jobs that come together is in the way of another, which refuses all.</summary>
    public QueueAnswer.Refused? RejectedAmong(IEnumerable<JobSpec> specs)
    {
        var now = clock.GetUtcNow();
        var first = new HashSet<string>(StringComparer.Ordinal);
        var second = specs.FirstOrDefault(spec => spec.Unique is { } rule && !first.Add(KeyOf(spec))
            && UniqueVerdict.Of(rule, new UniqueOwner("", JobState.Available, now, spec.ScheduledAt), now).Answer is UniqueAnswer.Reject);

        return second is null
            ? null
            : new QueueAnswer.Refused(Refusal.Duplicate, $"Two jobs of type {second.Type} in the batch are the same and may not be.");
    }

    /// <summary>Enqueues a job, or answers what is there already.</summary>
    /// <exception cref="QueueUnreachableException">What became of the job is unknown.</exception>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<Enqueued> EnqueueAsync(NewJob job, CancellationToken cancel)
    {
        var id = job.Id ?? JobIds.Outside(clock.GetUtcNow(), QueueKeepers.Chance());
        if (!await finder.ClaimAsync(id, job.Spec.Queue, cancel) && !job.Idempotent)
        {
            return Refused(new QueueAnswer.Refused(Refusal.Duplicate, "There is a job of this id.", id));
        }

        var key = KeyOf(job.Spec);
        for (var lost = 0; lost < Tries;)
        {
            var slot = await keepers.Store.GetAsync(key, cancel);
            var claim = slot is null ? null : OjsJson.Read<UniqueClaim>(slot.Value.Span);
            var owner = claim is null ? null : await OwnerAsync(claim, cancel);
            if (claim is not null && claim.Id != id && owner is null && clock.GetUtcNow() - claim.At < Takeover)
            {
                await Task.Delay(Between, clock, cancel);
                continue;
            }

            var verdict = owner?.Id == id ? new UniqueVerdict(UniqueAnswer.Ignore) : Verdict(job.Spec, owner);
            if (verdict.Answer is UniqueAnswer.Reject)
            {
                return Refused(Rejected(owner!));
            }

            if (verdict.Answer is UniqueAnswer.Ignore)
            {
                return new Enqueued(owner, IsNew: owner!.Id == id);
            }

            var mine = new UniqueClaim(id, job.Spec.Queue, clock.GetUtcNow());
            var keep = await KeepAsync(job.Spec, mine.At, cancel);
            if (await keepers.Store.TryPutAsync(key, OjsJson.Write(mine), slot?.ETag, keep, cancel)
                && await BringInAsync(job with { Id = id }, key, mine, verdict, owner, cancel) is { } enqueued)
            {
                return enqueued;
            }

            lost++;
        }

        throw new JournalUnavailableException($"{key} could not be written.");
    }

    /// <summary>None: it took too long; the claim must be made again.</summary>
    private async Task<Enqueued?> BringInAsync(
        NewJob job, string key, UniqueClaim claim, UniqueVerdict verdict, OjsJob? owner, CancellationToken cancel)
    {
        if (verdict.Cancels)
        {
            await queues.AskAsync(owner!.Spec.Queue, new QueueOperation.Cancel(owner.Id), cancel);
        }

        var spec = verdict.ScheduledAt is { } at ? job.Spec with { ScheduledAt = at } : job.Spec;
        var made = job with
        {
            Spec = spec,
            Parent = job.Parent ?? new JobParent(ParentKind.Unique, key, ""),
            NotAfter = claim.At + Patience,
        };

        return await queues.AskAsync(spec.Queue, new QueueOperation.Enqueue([made]), cancel) switch
        {
            QueueAnswer.Jobs { Found: [var found] } => new Enqueued(found, IsNew: true),
            QueueAnswer.Refused { Why: Refusal.Conflict } => null,
            QueueAnswer.Refused refused => Refused(refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };
    }

    private UniqueVerdict Verdict(JobSpec spec, OjsJob? owner) => UniqueVerdict.Of(
        spec.Unique!,
        owner is null ? null : new UniqueOwner(owner.Id, owner.State, owner.CreatedAt, owner.Spec.ScheduledAt),
        clock.GetUtcNow());

    private async Task<OjsJob?> OwnerAsync(UniqueClaim claim, CancellationToken cancel) =>
        await queues.AskAsync(claim.Queue, new QueueOperation.Get(claim.Id), cancel) is QueueAnswer.Jobs { Found: [var job] }
            ? job
            : null;

    private string KeyOf(JobSpec spec) => keepers.Key(Kind, Fingerprint.Of(spec.Unique!, spec));

    /// <summary>A rule with a period ends with it.</summary>
    private async ValueTask<TimeSpan?> KeepAsync(JobSpec spec, DateTimeOffset at, CancellationToken cancel) =>
        spec.Unique!.Period is { } period
            ? period + Takeover + (spec.ScheduledAt > at ? spec.ScheduledAt.Value - at : TimeSpan.Zero)
                + (await keepers.Store.LimitsAsync(cancel)).Margin
            : null;

    private static QueueAnswer.Refused Rejected(OjsJob owner) =>
        new(Refusal.Duplicate, "There is such a job already, and there may be one only.", owner.Id);

    private static Enqueued Refused(QueueAnswer.Refused refused) => new(null, IsNew: false, refused);
}

/// <summary>Which job it is of those that are the same.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="At">When it was claimed, UTC.</param>
internal sealed record UniqueClaim(string Id, string Queue, DateTimeOffset At);

/// <summary>Removes the claims of jobs that have ended, where nothing depends on them any more.</summary>
internal sealed class UniqueReleases(IQueueStore store) : IParent
{
    public ParentKind Kind => ParentKind.Unique;

    public async Task EndedAsync(OjsJob job, CancellationToken cancel)
    {
        if (job.Spec.Unique is not { Period: null } rule || rule.States.Contains(job.State)
            || await store.GetAsync(job.Parent!.Id, cancel) is not { } slot)
        {
            return;
        }

        if (OjsJson.Read<UniqueClaim>(slot.Value.Span).Id == job.Id)
        {
            await store.TryDeleteAsync(job.Parent.Id, slot.ETag, cancel);
        }
    }
}
