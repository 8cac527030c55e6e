using System.Collections.Immutable;
using JobWorker.Core.Catalog;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Log;

/// <summary>The catalog's log in the state store, one key at a time. Remembers nothing.</summary>
/// <remarks>
/// A writer's log is a chain of keys that are only ever created, so a batch is there once or not at all, and whoever creates
/// the next key ends the log. The tilde cannot stand in an id, so no key here can be mistaken for a journal.
/// </remarks>
internal sealed class CatalogStore(IStateSlots slots, IOptions<JournalOptions> options, TimeProvider clock)
{
    private const int Tries = 3;
    private const int Races = 8;

    /// <summary>Long enough for whoever reads from before a checkpoint.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(10);

    /// <summary>Longer than a writer can be stopped and still believe that its log is open.</summary>
    private static readonly TimeSpan SealKept = TimeSpan.FromDays(30);

    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>A name nobody else has, in the order of time.</summary>
    public string NewName() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    /// <summary>The head; none where nobody wrote yet.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<CatalogHead?> HeadAsync(CancellationToken cancel) =>
        await slots.GetAsync(HeadKey, cancel) is { } slot ? CatalogFormat.Read<CatalogHead>(slot.Value) : null;

    /// <summary>Changes the head, again for as long as others get in first.</summary>
    /// <param name="change">The head after; none leaves it alone. May be asked several times.</param>
    /// <param name="cancel">Gives up; the change may still have happened.</param>
    /// <returns>The head as it is now, and whether this call is known to have changed it.</returns>
    /// <exception cref="JournalUnavailableException">Nothing is known of the change.</exception>
    public async Task<(CatalogHead Head, bool Changed)> ChangeAsync(
        Func<CatalogHead, CatalogHead?> change, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= Races; attempt++)
        {
            var slot = await slots.GetAsync(HeadKey, cancel);
            var head = slot is null ? CatalogHead.Empty : CatalogFormat.Read<CatalogHead>(slot.Value);
            if (change(head) is not { } next)
            {
                return (head, false);
            }

            next = next with { Commit = NewName() };
            if (await slots.TryPutAsync(HeadKey, CatalogFormat.Write(next), slot?.ETag, keep: null, cancel)
                || (await HeadAsync(cancel))?.Commit == next.Commit)
            {
                return (next, true);
            }
        }

        throw new JournalUnavailableException("The state store refuses to write the catalog's head.");
    }

    /// <summary>A batch; none where it is not written, or expired.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<CatalogBatch?> BatchAsync(string writer, long number, CancellationToken cancel) =>
        await slots.GetAsync(BatchKey(writer, number), cancel) is { } slot ? CatalogFormat.Read<CatalogBatch>(slot.Value) : null;

    /// <summary>Writes the next batch of a log.</summary>
    /// <returns>What is under the key now: this batch, one this writer took for lost, or a seal.</returns>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write.</exception>
    public async Task<CatalogBatch> AppendAsync(string writer, long number, CatalogBatch batch, CancellationToken cancel)
    {
        var value = CatalogFormat.Write(batch);
        var keep = batch.Sealed == true ? SealKept : (TimeSpan?)null;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await slots.TryPutAsync(BatchKey(writer, number), value, etag: null, keep, cancel))
            {
                return batch;
            }

            if (await BatchAsync(writer, number, cancel) is { } found)
            {
                return found;
            }
        }

        throw new JournalUnavailableException($"The state store refuses to write {BatchKey(writer, number)}.");
    }

    /// <summary>The entries of a page; none where it expired.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<ImmutableArray<CatalogEntry>?> PageAsync(string name, CancellationToken cancel) =>
        await slots.GetAsync(PageKey(name), cancel) is { } slot ? CatalogFormat.Read<CatalogBatch>(slot.Value).Entries : null;

    /// <summary>Writes a page under a name nobody else has.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write.</exception>
    public async Task PutPageAsync(
        string name, ImmutableArray<CatalogEntry> entries, TimeSpan? keep, CancellationToken cancel)
    {
        var value = CatalogFormat.Write(new CatalogBatch(name, entries));
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await slots.TryPutAsync(PageKey(name), value, etag: null, keep, cancel)
                || await slots.GetAsync(PageKey(name), cancel) is not null)
            {
                return;
            }
        }

        throw new JournalUnavailableException($"The state store refuses to write {PageKey(name)}.");
    }

    /// <summary>Lets pages and batches expire. What cannot be reached now only stays until it is tried again.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public Task RetireAsync(IEnumerable<string> pages, IEnumerable<LogRange> batches, CancellationToken cancel)
    {
        var keys = pages.Select(PageKey).Concat(batches.SelectMany(Keys));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel };

        return Parallel.ForEachAsync(keys, parallel, async (key, stop) =>
        {
            if (await slots.GetAsync(key, stop) is { } slot)
            {
                await slots.TryPutAsync(key, slot.Value, slot.ETag, Farewell, stop);
            }
        });
    }

    private IEnumerable<string> Keys(LogRange range)
    {
        for (var number = range.From; number < range.To; number++)
        {
            yield return BatchKey(range.Writer, number);
        }
    }

    private string HeadKey => $"{_prefix}~catalog";

    private string BatchKey(string writer, long number) => $"{_prefix}~catalog-{writer}-{number:D8}";

    private string PageKey(string name) => $"{_prefix}~catalog-page-{name}";
}
