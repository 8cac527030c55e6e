using System.Collections.Immutable;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Catalog.Upkeep;

/// <summary>Compares entries with the journals they tell of, and writes what the journals say.</summary>
internal sealed class Comparison(
    Journal<Job, JobEvent> journal, ICatalog catalog, TimeProvider clock, ILogger<Comparison> logger)
{
    private const int AtOnce = 4;

    /// <summary>A first append may still be under way.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    /// <summary>Compares every entry that <paramref name="next"/> gives: those after an id, by id.</summary>
    /// <param name="next">The entries after an id, at most so many.</param>
    /// <param name="compared">Hears of every entry, and whether it was corrected.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="JournalUnavailableException">A journal could not be read.</exception>
    public async Task RunAsync(
        Func<string, int, ImmutableArray<CatalogEntry>> next, Action<bool> compared, CancellationToken cancel)
    {
        var (last, total, corrected) = ("", 0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        while (next(last, CatalogWriter.BatchEntries) is { Length: > 0 } entries)
        {
            await Parallel.ForEachAsync(entries, parallel, async (entry, stop) =>
            {
                var correction = await CorrectionAsync(entry, stop);
                if (correction is not null)
                {
                    catalog.Note(correction);
                    Interlocked.Increment(ref corrected);
                }

                compared(correction is not null);
            });
            (last, total) = (entries[^1].Id, total + entries.Length);
        }

        logger.CatalogCompared(total, corrected);
    }

    private async Task<CatalogEntry?> CorrectionAsync(CatalogEntry entry, CancellationToken cancel)
    {
        var told = CatalogEntry.Of(entry.Id, await journal.HistoryAsync(entry.Id, cancel).ToListAsync(cancel));
        var now = clock.GetUtcNow();

        return told is null && now - entry.UpdatedAt < Doubt ? null : entry.Corrected(told, now);
    }
}
