using System.Text.Json;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Journals;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Upkeep;

/// <summary>Fills this process's read model anew and compares every job in it with its journal, once for each asking.</summary>
internal sealed class CatalogRebuild(
    CatalogReader reader, CatalogModel model, CatalogWriter writer, Comparison comparison, TimeProvider clock)
    : BackgroundService
{
    private readonly SemaphoreSlim _asked = new(0, 1);
    private readonly Lock _gate = new();
    private RebuildView? _view;

    /// <summary>The last one, or the one under way; none where nobody asked.</summary>
    public RebuildView? View
    {
        get
        {
            lock (_gate)
            {
                return _view;
            }
        }
    }

    /// <summary>Begins one, unless one is under way.</summary>
    public RebuildView Begin()
    {
        lock (_gate)
        {
            if (_view is not { State: RebuildState.Running })
            {
                _view = new RebuildView(RebuildState.Running, 0, 0, 0, clock.GetUtcNow(), null, null);
                _asked.Release();
            }

            return _view;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _asked.WaitAsync(stoppingToken);
            var trouble = await RunAsync(stoppingToken);
            Change(view => view with
            {
                State = trouble is null ? RebuildState.Done : RebuildState.Failed,
                EndedAt = clock.GetUtcNow(),
                Error = trouble,
            });
        }
    }

    private async Task<string?> RunAsync(CancellationToken cancel)
    {
        try
        {
            await writer.DrainAsync(cancel);
            await reader.RefillAsync(cancel);
            var reads = model.Reads;
            var total = reads.Count(JobFilter.All);
            Change(view => view with { Total = total });
            await comparison.RunAsync(
                reads.All,
                corrected => Change(view => view with
                {
                    Checked = view.Checked + 1,
                    Corrected = view.Corrected + (corrected ? 1 : 0),
                }),
                cancel);
            await writer.DrainAsync(cancel);
            await reader.ReadAsync(cancel);
            return null;
        }
        catch (Exception e) when (e is JournalUnavailableException or JsonException or SqliteException or IOException)
        {
            return e.Message;
        }
    }

    private void Change(Func<RebuildView, RebuildView> change)
    {
        lock (_gate)
        {
            _view = change(_view!);
        }
    }
}

/// <summary>How far a rebuild has come.</summary>
/// <param name="State">Whether it is over.</param>
/// <param name="Total">Jobs the log names.</param>
/// <param name="Checked">Jobs compared with their journals.</param>
/// <param name="Corrected">Jobs whose entries were wrong or missing.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC; none while it runs.</param>
/// <param name="Error">Why it failed; none otherwise.</param>
internal sealed record RebuildView(
    RebuildState State, long Total, long Checked, long Corrected, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Error);

/// <summary>Whether a rebuild is over.</summary>
internal enum RebuildState
{
    /// <summary>Not yet.</summary>
    Running,

    /// <summary>Every job was compared.</summary>
    Done,

    /// <summary>It was given up; ask again.</summary>
    Failed,
}
