using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Uniqueness;

namespace JobWorker.Host.Ojs.Schedules;

/// <summary>Cron schedules: a key for each, changed only over what was read.</summary>
/// <remarks>
/// Every replica fires every schedule. The id of a job follows from its schedule and its occurrence, so that however many fire it,
/// and however often, it is one job.
/// </remarks>
internal sealed class Crons(
    QueueKeepers keepers, OjsDirectory directory, IQueues queues, JobFinder finder, UniqueJobs unique, TimeProvider clock) : IParent
{
    public ParentKind Kind => ParentKind.Cron;

    /// <summary>Called when a schedule was registered or removed here.</summary>
    public event Action? Changed;

    /// <summary>Registers a schedule, in place of the one of its name.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    /// <exception cref="TooLargeException">The store could not hold it.</exception>
    public async Task<CronDocument> RegisterAsync(CronRequest request, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        (await keepers.Store.LimitsAsync(cancel)).Check(new CronDocument(request, now, now), "schedule");
        var document = await UpdateAsync(
            request.Name,
            known => (known ?? new CronDocument(request, now, now)) with { Request = request, Since = now },
            cancel);
        await directory.UpdateAsync(all => all.WithCron(request.Name), cancel);
        Changed?.Invoke();

        return document!;
    }

    /// <summary>Every schedule, by name.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<CronDocument>> AllAsync(CancellationToken cancel)
    {
        var names = (await directory.ReadAsync(cancel)).Crons;
        var found = await keepers.Store.GetManyAsync([.. names.Select(KeyOf)], cancel);

        return
        [
            .. names.Where(name => found.ContainsKey(KeyOf(name)))
                .Select(name => OjsJson.Read<CronDocument>(found[KeyOf(name)].Utf8.Span)),
        ];
    }

    /// <summary>Removes a schedule; its jobs stay.</summary>
    /// <returns>What it was; none: there was none.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<CronDocument?> RemoveAsync(string name, CancellationToken cancel)
    {
        if (!(await directory.ReadAsync(cancel)).Crons.Contains(name) || await FindAsync(name, cancel) is not { } document)
        {
            return null;
        }

        await directory.UpdateAsync(all => all with { Crons = all.Crons.Remove(name) }, cancel);
        await keepers.Store.DeleteManyAsync([KeyOf(name)], cancel);
        Changed?.Invoke();

        return document;
    }

    /// <summary>Deals with an occurrence, unless that is done already.</summary>
    /// <exception cref="QueueUnreachableException">It may have fired; firing again changes nothing.</exception>
    /// <exception cref="JournalUnavailableException">It may have fired; firing again changes nothing.</exception>
    public async Task FireAsync(string name, DateTimeOffset occurrence, CancellationToken cancel)
    {
        if (await FindAsync(name, cancel) is not { } cron || cron.LastAt >= occurrence || !cron.Request.Enabled)
        {
            return;
        }

        var previous = cron.LastJob is { } last
            && await queues.AskAsync(cron.LastQueue!, new QueueOperation.Get(last), cancel) is QueueAnswer.Jobs { Found: [var job] }
                ? job
                : null;
        var answer = Overlap.Decide(cron.Request.Overlap, previous?.State);
        if (answer is OverlapAnswer.CancelAndFire)
        {
            await queues.AskAsync(cron.LastQueue!, new QueueOperation.Cancel(previous!.Id), cancel);
        }

        var fired = answer is OverlapAnswer.Skip
            ? null
            : await EnqueueAsync(cron.Request, occurrence, waits: answer is OverlapAnswer.FireAfter, cancel);
        await UpdateAsync(
            name,
            known => known is null || known.LastAt >= occurrence ? known : known with
            {
                LastAt = occurrence,
                LastJob = fired?.Id ?? known.LastJob,
                LastQueue = fired?.Queue ?? known.LastQueue,
                Waiting = fired is not null && answer is OverlapAnswer.FireAfter ? known.Waiting.Add(fired) : known.Waiting,
            },
            cancel);
        if (previous is not null && answer is OverlapAnswer.FireAfter
            && await queues.AskAsync(cron.LastQueue!, new QueueOperation.Get(previous.Id), cancel) is QueueAnswer.Jobs { Found: [{ IsFinal: true }] })
        {
            // It ended while its successor was being put behind it.
            await LetGoAsync(name, cancel);
        }
    }

    /// <summary>Counts an occurrence as dealt with although nothing was done.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public Task PassOverAsync(string name, DateTimeOffset occurrence, CancellationToken cancel) => UpdateAsync(
        name, known => known is null || known.LastAt >= occurrence ? known : known with { LastAt = occurrence }, cancel);

    public Task EndedAsync(OjsJob job, CancellationToken cancel) => LetGoAsync(job.Parent!.Id, cancel);

    /// <summary>The job that has waited longest may begin.</summary>
    private async Task LetGoAsync(string name, CancellationToken cancel)
    {
        if (await FindAsync(name, cancel) is not { Waiting: [var next, ..] })
        {
            return;
        }

        await queues.AskAsync(next.Queue, new QueueOperation.Activate(next.Id), cancel);
        await UpdateAsync(
            name, known => known is null ? null : known with { Waiting = known.Waiting.Remove(next) }, cancel);
    }

    private async Task<CronJob?> EnqueueAsync(CronRequest request, DateTimeOffset occurrence, bool waits, CancellationToken cancel)
    {
        var parsed = request.JobAt(occurrence, clock.GetUtcNow(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            // It was checked when it was registered; a time in it may have passed since.
            return null;
        }

        var spec = waits ? parsed.Value.Spec with { Pending = true } : parsed.Value.Spec;
        var id = JobIds.Named(occurrence, $"cron/{directory.Generation}/{request.Name}");
        var job = new NewJob(spec, id, new JobParent(ParentKind.Cron, request.Name, JobDocument.Time(occurrence)), Idempotent: true);
        if (spec.Unique is not null)
        {
            return (await unique.EnqueueAsync(job, cancel)).Job is { } one && one.Id == id ? new CronJob(id, spec.Queue) : null;
        }

        await finder.PlaceAsync([(id, spec.Queue)], cancel);
        var answer = await queues.AskAsync(spec.Queue, new QueueOperation.Enqueue([job]), cancel);

        return answer is QueueAnswer.Jobs ? new CronJob(id, spec.Queue) : null;
    }

    private Task<CronDocument?> FindAsync(string name, CancellationToken cancel) =>
        keepers.Store.ReadAsync<CronDocument>(KeyOf(name), cancel);

    private Task<CronDocument?> UpdateAsync(string name, Func<CronDocument?, CronDocument?> change, CancellationToken cancel) =>
        keepers.Store.ChangeAsync(KeyOf(name), change, keep: null, cancel);

    private string KeyOf(string name) => keepers.Key("cron", name);
}
