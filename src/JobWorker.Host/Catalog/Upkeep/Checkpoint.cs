using System.Collections.Immutable;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Upkeep;

/// <summary>Moves what the logs say to pages, so that few keys need be read at a start.</summary>
/// <remarks>
/// Finished jobs go to pages that are written once and expire as a whole; the others, and what does not fill a page, to pages
/// that the next checkpoint writes anew. Pages first, then the head, then what has become superfluous expires: whoever stops
/// in between leaves the old head, or the new one, and what it says is there.
/// </remarks>
internal sealed class Checkpoint(
    CatalogStore store,
    CatalogModel model,
    CatalogWriter writer,
    IOptions<RetentionOptions> retention,
    TimeProvider clock,
    ILogger<Checkpoint> logger)
{
    /// <summary>Entries on a page: far below what any store takes under one key.</summary>
    public int PageEntries { get; init; } = 500;

    /// <summary>Batches that bring about a checkpoint.</summary>
    public int Batches { get; init; } = 512;

    /// <summary>Logs that bring about a checkpoint.</summary>
    public const int Logs = 8;

    /// <summary>A log that has not grown for so long is ended; its writer, if it lives, begins another.</summary>
    private static readonly TimeSpan SealAfter = TimeSpan.FromMinutes(5);

    /// <summary>Pages outlive their entries by this much, so that no head names a page that is gone.</summary>
    private static readonly TimeSpan PageMargin = TimeSpan.FromDays(7);

    private readonly Dictionary<string, (long Next, long Since)> _seen = [];
    private long _retired = -1;

    private TimeSpan Keep => retention.Value.Jobs;

    /// <summary>Makes a checkpoint if there is enough for one.</summary>
    /// <param name="always">Makes one in any case.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Whether there is a new one, by this process.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer; nothing is lost.</exception>
    public async Task<bool> MakeAsync(bool always, CancellationToken cancel)
    {
        if (await store.HeadAsync(cancel) is not { } head)
        {
            return false;
        }

        await RetireAsync(head, cancel);
        var (positions, entries) = model.Unsettled();
        Notice(positions);
        var batches = head.Writers.Sum(w => (positions.GetValueOrDefault(w.Writer) ?? w.From) - w.From);
        if (head.Pages.Any(p => !model.Has(p.Name)) || (!always && batches < Batches && head.Writers.Length <= Logs))
        {
            return false;
        }

        var ended = await SealAsync(head, positions, cancel);
        var pages = await WriteAsync(entries, cancel);
        var (next, _) = await store.ChangeAsync(now => Next(now, head.Generation, positions, ended, pages), cancel);
        if (!pages.Any(p => next.Mentions(p.Name)) && pages.Length > 0)
        {
            await store.RetireAsync(pages.Select(p => p.Name), [], cancel);
            return false;
        }

        logger.CatalogCheckpoint(next.Generation, entries.Length, pages.Length);
        await RetireAsync(next, cancel);

        return true;
    }

    /// <summary>The head after, unless another checkpoint came first. Logs that began meanwhile stay as they are.</summary>
    private CatalogHead? Next(
        CatalogHead head,
        long generation,
        Dictionary<string, long?> positions,
        HashSet<string> ended,
        ImmutableArray<CatalogPage> pages)
    {
        if (head.Generation != generation)
        {
            return null;
        }

        var cutoff = clock.GetUtcNow() - Keep;
        long To(LogPosition log) => Math.Max(log.From, positions.GetValueOrDefault(log.Writer) ?? 0);

        return head with
        {
            Generation = generation + 1,
            Pages = [.. head.Pages.Where(p => p.Until >= cutoff), .. pages],
            Writers = [.. head.Writers.Where(w => !ended.Contains(w.Writer)).Select(w => w with { From = To(w) })],
            RetiredPages = [.. head.Pages.Where(p => p.Until is null).Select(p => p.Name)],
            RetiredBatches = [.. head.Writers.Where(w => To(w) > w.From).Select(w => new LogRange(w.Writer, w.From, To(w)))],
        };
    }

    private async Task<ImmutableArray<CatalogPage>> WriteAsync(ImmutableArray<CatalogEntry> entries, CancellationToken cancel)
    {
        var finished = entries.Where(e => e.IsFinal).OrderBy(e => e.UpdatedAt).ToImmutableArray();
        var settled = finished[..(finished.Length / PageEntries * PageEntries)];
        var others = entries.Where(e => !e.IsFinal).Concat(finished[settled.Length..]);

        var name = store.NewName();
        var pages = ImmutableArray.CreateBuilder<CatalogPage>();
        foreach (var page in settled.Chunk(PageEntries))
        {
            pages.Add(new CatalogPage($"{name}-{pages.Count}", page[^1].UpdatedAt));
            await store.PutPageAsync(pages[^1].Name, [.. page], Keep + PageMargin, cancel);
        }

        foreach (var page in others.Chunk(PageEntries))
        {
            pages.Add(new CatalogPage($"{name}-{pages.Count}", Until: null));
            await store.PutPageAsync(pages[^1].Name, [.. page], keep: null, cancel);
        }

        return pages.ToImmutable();
    }

    /// <summary>Ends logs nobody seems to write to. All there was in them before the seal is in the read model.</summary>
    private async Task<HashSet<string>> SealAsync(
        CatalogHead head, Dictionary<string, long?> positions, CancellationToken cancel)
    {
        HashSet<string> ended = [];
        foreach (var log in head.Writers.Where(w => w.Writer != writer.Writer))
        {
            if (positions.GetValueOrDefault(log.Writer) is { } next
                && _seen.TryGetValue(log.Writer, out var seen)
                && clock.GetElapsedTime(seen.Since) >= SealAfter
                && (await store.AppendAsync(log.Writer, next, new CatalogBatch(store.NewName(), [], Sealed: true), cancel)).Sealed
                    == true)
            {
                ended.Add(log.Writer);
            }
        }

        return ended;
    }

    private void Notice(Dictionary<string, long?> positions)
    {
        foreach (var gone in _seen.Keys.Where(w => !positions.ContainsKey(w)).ToList())
        {
            _seen.Remove(gone);
        }

        foreach (var (log, next) in positions)
        {
            if (!_seen.TryGetValue(log, out var seen) || seen.Next != next)
            {
                _seen[log] = (next ?? 0, clock.GetTimestamp());
            }
        }
    }

    /// <summary>Also what an earlier checkpoint, here or elsewhere, may have left undone.</summary>
    private async Task RetireAsync(CatalogHead head, CancellationToken cancel)
    {
        if (_retired != head.Generation)
        {
            await store.RetireAsync(head.RetiredPages, head.RetiredBatches, cancel);
            _retired = head.Generation;
        }
    }
}
