using System.Text.Json;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Log;

/// <summary>Keeps the read model up with every writer's log, and with checkpoints.</summary>
/// <remarks>
/// Reading is cheap where nothing is new: the head and one key for each writer. It is done when somebody asks, unless it was
/// within the last second; each second while somebody listens to changes; and each half minute in any case.
/// </remarks>
internal sealed class CatalogReader(
    CatalogStore store,
    CatalogModel model,
    ChangeFeed feed,
    CatalogWriter writer,
    LeaderRole role,
    TimeProvider clock,
    ILogger<CatalogReader> logger) : BackgroundService
{
    private const int Ahead = 16;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenIdle = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private Task<bool>? _reading;
    private long? _readAt;
    private string _commit = "";

    /// <summary>Whether everything that was written when this process started has been read.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>Counts logs that were begun by others since this process started: each may be the heir of one that died.</summary>
    public int NewWriters { get; private set; }

    /// <summary>Counts how often the store has lost the log: journals may be gone too.</summary>
    public int Losses { get; private set; }

    /// <summary>Sees to it that what is shown is at most a second old, if the store answers soon.</summary>
    /// <returns>Whether there is anything to show: false until the log was read once.</returns>
    public async Task<bool> FreshAsync(CancellationToken cancel)
    {
        Task<bool> reading;
        lock (_gate)
        {
            if (_readAt is { } read && clock.GetElapsedTime(read) < FreshFor)
            {
                return IsFilled;
            }

            // One reading for all who ask meanwhile, and none of them ends it.
            _reading = _reading is { IsCompleted: false } ? _reading : TryReadAsync(CancellationToken.None);
            reading = _reading;
        }

        await Task.WhenAny(reading, Task.Delay(Patience, clock, cancel));
        cancel.ThrowIfCancellationRequested();

        return IsFilled;
    }

    /// <summary>Reads whatever is new.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer; what was read is kept.</exception>
    /// <exception cref="SqliteException">The read model failed.</exception>
    public async Task ReadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var mine = writer.Writer;
            var began = clock.GetTimestamp();
            var head = await store.HeadAsync(cancel);
            if (head is null ? IsForgotten(mine) : mine is not null && await IsForgottenAsync(head, mine, cancel))
            {
                await WriteAgainAsync(mine, cancel);
            }

            if (head is not null)
            {
                await TakeInAsync(head, cancel);
            }

            if (!IsFilled)
            {
                logger.CatalogRead(model.Reads.Count(JobFilter.All), model.Generation);
            }

            (_readAt, IsFilled) = (began, true);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Empties the read model and fills it from the log.</summary>
    public async Task RefillAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            (IsFilled, _commit) = (false, "");
            model.Clear();
        }
        finally
        {
            _one.Release();
        }

        await ReadAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var filled = await TryReadAsync(stoppingToken);
            if (clock.GetElapsedTime(swept) > WhenIdle)
            {
                swept = clock.GetTimestamp();
                model.DropExpired();
            }

            await PauseAsync(filled ? WhenIdle : FreshFor, stoppingToken);
        }
    }

    /// <summary>Ends early for those who listen.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        for (var left = pause; left > TimeSpan.Zero; left -= FreshFor)
        {
            await Task.Delay(FreshFor, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested || feed.HasReaders)
            {
                return;
            }
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken cancel)
    {
        try
        {
            await ReadAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is JournalUnavailableException or JsonException)
        {
            logger.CatalogNotRead(e.Message);
        }
        catch (SqliteException e)
        {
            logger.CatalogModelFailed(e.Message);
            await RefillQuietlyAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }

        return false;
    }

    private async Task RefillQuietlyAsync(CancellationToken cancel)
    {
        try
        {
            await RefillAsync(cancel);
        }
        catch (Exception e) when (e is JournalUnavailableException or JsonException or SqliteException or IOException)
        {
            logger.CatalogNotRead(e.Message);
        }
    }

    /// <summary>Whether there was a head once.</summary>
    private bool IsForgotten(string? mine) => mine is not null || model.HasLog;

    /// <summary>Whether this process's log is missing though nobody has ended it.</summary>
    private async Task<bool> IsForgottenAsync(CatalogHead head, string mine, CancellationToken cancel)
    {
        if (mine != writer.Writer || head.Writers.Any(w => w.Writer == mine))
        {
            return false;
        }

        if (await store.BatchAsync(mine, writer.Next, cancel) is { Sealed: true })
        {
            writer.Leave(mine);
            return false;
        }

        return mine == writer.Writer;
    }

    /// <summary>
    /// The store has lost the log, and perhaps journals with it. Whoever writes, writes what is known into a new one.
    /// </summary>
    private async Task WriteAgainAsync(string? mine, CancellationToken cancel)
    {
        logger.CatalogForgotten();
        model.ForgetLog();
        _commit = "";
        if (mine is null && !role.Leads)
        {
            return;
        }

        if (mine is not null)
        {
            writer.Leave(mine);
        }

        var last = "";
        while (model.Reads.All(last, CatalogWriter.BatchEntries) is { Length: > 0 } entries)
        {
            await Task.WhenAll(entries.Select(e => writer.AddAsync(e, cancel)));
            last = entries[^1].Id;
        }

        Losses++;
    }

    private async Task TakeInAsync(CatalogHead head, CancellationToken cancel)
    {
        if (head.Commit != _commit)
        {
            await ReadPagesAsync(head, cancel);
            NewWriters += head.Writers.Count(w => w.Writer != writer.Writer && model.Position(w.Writer) is null);
            model.Adopt(head);
            _commit = head.Commit;
        }

        foreach (var log in head.Writers)
        {
            await ReadLogAsync(log.Writer, cancel);
        }
    }

    private async Task ReadPagesAsync(CatalogHead head, CancellationToken cancel)
    {
        foreach (var some in head.Pages.Where(p => !model.Has(p.Name)).Chunk(Ahead))
        {
            var pages = await Task.WhenAll(some.Select(p => store.PageAsync(p.Name, cancel)));
            foreach (var (page, entries) in some.Zip(pages))
            {
                // One that has expired meanwhile is missing from the next head, which will be read in its place.
                if (entries is { } found)
                {
                    Publish(model.Apply(page, found));
                }
            }
        }
    }

    /// <summary>Reads on until nothing comes: one key where nothing is new, more and more at once where much is.</summary>
    private async Task ReadLogAsync(string log, CancellationToken cancel)
    {
        for (var ahead = 1; ; ahead = Math.Min(ahead * 2, Ahead))
        {
            var next = model.Position(log) ?? 0;
            var batches = await Task.WhenAll(
                Enumerable.Range(0, ahead).Select(i => store.BatchAsync(log, next + i, cancel)));
            foreach (var batch in batches)
            {
                if (batch is not { Sealed: not true } written)
                {
                    return;
                }

                Publish(model.Apply(log, next++, written.Entries));
            }
        }
    }

    /// <summary>What was there before this process is no change.</summary>
    private void Publish(IReadOnlyList<CatalogEntry> changed)
    {
        if (IsFilled)
        {
            feed.Publish(changed);
        }
    }
}
