using System.Text.Json;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Upkeep;

/// <summary>What the leader does for the catalog: checkpoints, and comparing what may have been missed with the journals.</summary>
/// <remarks>
/// Entries are missed where a process dies between an append and the batch that tells of it. So unfinished jobs are compared
/// at the beginning of a term, when another process has begun to write (it may follow one that died), and each hour.
/// </remarks>
internal sealed class CatalogUpkeep(
    LeaderRole role,
    CatalogReader reader,
    CatalogModel model,
    Checkpoint checkpoint,
    Comparison comparison,
    TimeProvider clock,
    ILogger<CatalogUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenComparisons = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => role.WhileLeadingAsync(RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken term)
    {
        (int Writers, int Losses, long At)? compared = null;
        while (!term.IsCancellationRequested)
        {
            try
            {
                await reader.ReadAsync(term);
                var now = (reader.NewWriters, reader.Losses, clock.GetTimestamp());
                if (compared is not { } last
                    || (last.Writers, last.Losses) != (now.NewWriters, now.Losses)
                    || clock.GetElapsedTime(last.At) > BetweenComparisons)
                {
                    await CompareAsync(all: compared is { } before && before.Losses != now.Losses, term);
                    compared = now;
                }

                await checkpoint.MakeAsync(always: false, term);
            }
            catch (Exception e) when (e is JournalUnavailableException or JsonException or SqliteException)
            {
                logger.CatalogUpkeepFailed(e.Message);
            }
            catch (OperationCanceledException) when (term.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Between, clock, term).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Unfinished jobs, as long as the log is whole; after a loss, all.</summary>
    private Task CompareAsync(bool all, CancellationToken cancel)
    {
        var reads = model.Reads;

        return comparison.RunAsync(all ? reads.All : reads.Unsure, _ => { }, cancel);
    }
}
