using System.Collections.Concurrent;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Finds the queue of a job by its id.</summary>
internal sealed class JobFinder(OjsDirectory directory, QueueKeepers keepers, IQueues queues)
{
    /// <summary>Queues of ids that do not tell themselves, as far as they are remembered.</summary>
    private const int Remembered = 100_000;

    private readonly ConcurrentDictionary<(long Generation, string Id), string> _known = new();

    /// <summary>What the job's queue answers to an operation; refused where there is no such job.</summary>
    /// <exception cref="QueueUnreachableException">What became of the operation is unknown.</exception>
    public async Task<QueueAnswer> AskAsync(QueueOperation.OnJob operation, CancellationToken cancel)
    {
        foreach (var where in (Func<string, CancellationToken, ValueTask<string?>>[])[ByIdAsync, ByLocatorAsync])
        {
            if (await where(operation.Id, cancel) is { } queue
                && await queues.AskAsync(queue, operation, cancel) is var answer and not QueueAnswer.Refused { Why: Refusal.NotFound })
            {
                return answer;
            }
        }

        return new QueueAnswer.Refused(Refusal.NotFound, "There is no such job.", operation.Id);
    }

    /// <summary>The queues that jobs may be in, by what their ids say or by their locators. They need not be there.</summary>
    /// <remarks>All are looked up at once: ids that nobody knows cost no read each.</remarks>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<ILookup<string, string>> GroupAsync(
        IReadOnlyCollection<string> ids, bool byLocator, CancellationToken cancel)
    {
        var places = byLocator ? await ByLocatorsAsync(ids, cancel) : await ByIdsAsync(ids, cancel);

        return places.ToLookup(place => place.Queue, place => place.Id, StringComparer.Ordinal);
    }

    /// <summary>Takes an id that came from outside for a job in <paramref name="queue"/>.</summary>
    /// <returns>False where there is a job of this id, or may be one in another queue.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<bool> ClaimAsync(string id, string queue, CancellationToken cancel)
    {
        var key = keepers.Locators + id;
        var value = OjsJson.Write(new JobLocator(queue));
        if (await keepers.Store.TryPutAsync(key, value, etag: null, keep: null, cancel))
        {
            // The id may still be one that a queue made for a job of its own.
            return await ByIdAsync(id, cancel) is not { } maker || await IsMissingAsync(maker, id, cancel);
        }

        if (await keepers.Store.GetAsync(key, cancel) is not { } slot)
        {
            throw new JournalUnavailableException($"{key} could not be written.");
        }

        // Somebody claimed it and may not have come to enqueue the job: the queue knows.
        var claimed = OjsJson.Read<JobLocator>(slot.Value.Span);

        return await IsMissingAsync(claimed.Queue, id, cancel)
            && (claimed.Queue == queue || await keepers.Store.TryPutAsync(key, value, slot.ETag, keep: null, cancel));
    }

    /// <summary>Makes jobs found whose ids this service made outside of their queues; those that are found already stay.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task PlaceAsync(IReadOnlyCollection<(string Id, string Queue)> jobs, CancellationToken cancel)
    {
        var known = await keepers.Store.GetManyAsync([.. jobs.Select(job => keepers.Locators + job.Id)], cancel);
        var missing = jobs.Where(job => !known.ContainsKey(keepers.Locators + job.Id));
        await keepers.Store.SaveManyAsync(
            [.. missing.Select(job => new StoredItem(keepers.Locators + job.Id, new RawJson(OjsJson.Write(new JobLocator(job.Queue)))))],
            cancel);
    }

    private async Task<bool> IsMissingAsync(string queue, string id, CancellationToken cancel) =>
        await queues.AskAsync(queue, new QueueOperation.Get(id), cancel) is QueueAnswer.Refused;

    private async ValueTask<string?> ByIdAsync(string id, CancellationToken cancel)
    {
        // Number 0 is no queue's: ids that this service makes outside of queues have it.
        if (JobIds.Read(id) is not { Queue: > 0 } place)
        {
            return null;
        }

        return (await directory.CurrentAsync(cancel)).QueueOf(place.Queue)
            ?? (await directory.ReadAsync(cancel)).QueueOf(place.Queue);
    }

    private async Task<List<(string Id, string Queue)>> ByIdsAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var numbers = ids.Select(id => (Id: id, Queue: JobIds.Read(id)?.Queue ?? 0)).Where(place => place.Queue > 0).ToList();
        var names = (await directory.CurrentAsync(cancel)).NamesByNumber();
        if (!numbers.TrueForAll(place => names.ContainsKey(place.Queue)))
        {
            names = (await directory.ReadAsync(cancel)).NamesByNumber();
        }

        return [.. numbers.Where(place => names.ContainsKey(place.Queue)).Select(place => (place.Id, names[place.Queue]))];
    }

    private async Task<List<(string Id, string Queue)>> ByLocatorsAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var found = new List<(string Id, string Queue)>();
        var asked = new List<string>();
        foreach (var id in ids.Where(JobIds.IsValid))
        {
            if (_known.TryGetValue((directory.Generation, id), out var known))
            {
                found.Add((id, known));
            }
            else
            {
                asked.Add(id);
            }
        }

        var stored = await keepers.Store.GetManyAsync([.. asked.Select(id => keepers.Locators + id)], cancel);
        foreach (var id in asked)
        {
            if (stored.TryGetValue(keepers.Locators + id, out var locator))
            {
                found.Add((id, Remember(id, OjsJson.Read<JobLocator>(locator.Utf8.Span).Queue)));
            }
        }

        return found;
    }

    private async ValueTask<string?> ByLocatorAsync(string id, CancellationToken cancel)
    {
        if (_known.TryGetValue((directory.Generation, id), out var known))
        {
            return known;
        }

        if (!JobIds.IsValid(id) || await keepers.LocateAsync(id, cancel) is not { } locator)
        {
            return null;
        }

        return Remember(id, locator.Queue);
    }

    private string Remember(string id, string queue)
    {
        if (_known.Count > Remembered)
        {
            _known.Clear();
        }

        return _known[(directory.Generation, id)] = queue;
    }
}
