using System.Collections.Immutable;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Model;

/// <summary>The catalog as this process has read it: a function of the log, kept in SQLite so that it can be asked quickly.</summary>
internal sealed class CatalogModel : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IOptions<JournalOptions> _journal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _keep;
    private readonly CatalogFile _file;
    private CatalogWrites _writes;

    public CatalogModel(
        IOptions<CatalogOptions> options,
        IOptions<JournalOptions> journal,
        IOptions<RetentionOptions> retention,
        TimeProvider clock,
        ILogger<CatalogModel> logger)
    {
        (_journal, _clock, _keep) = (journal, clock, retention.Value.Jobs);
        _file = CatalogFile.Open(options.Value, logger);
        _writes = new CatalogWrites(_file.Connect(journal));
    }

    /// <summary>Checkpoints that are in here.</summary>
    public long Generation => Locked(() => _writes.Generation);

    /// <summary>Answers questions, while others may write.</summary>
    public CatalogReads Reads => new(_file.ConnectionString);

    /// <summary>Whether anything was read of the log.</summary>
    public bool HasLog => Locked(() => _writes.Positions().Count > 0);

    /// <summary>Whether a page was read.</summary>
    public bool Has(string page) => Locked(() => _writes.HasPage(page));

    /// <summary>The batch of <paramref name="writer"/> to read next; none where nothing of that log was read.</summary>
    public long? Position(string writer) => Locked(() => _writes.Positions().GetValueOrDefault(writer));

    /// <summary>Takes in one batch. Batches may come twice, and their entries in any order.</summary>
    /// <returns>What lists show differently now.</returns>
    public IReadOnlyList<CatalogEntry> Apply(string writer, long number, IEnumerable<CatalogEntry> entries) => Locked(() =>
        _writes.Together(() =>
        {
            var changed = Merge(entries);
            if ((_writes.Positions().GetValueOrDefault(writer) ?? 0) == number)
            {
                _writes.SetPosition(writer, number + 1);
            }

            return changed;
        }));

    /// <summary>Takes in a page.</summary>
    public IReadOnlyList<CatalogEntry> Apply(CatalogPage page, IEnumerable<CatalogEntry> entries) => Locked(() =>
        _writes.Together(() =>
        {
            var changed = Merge(entries);
            if (page.Until is not null)
            {
                _writes.Settle(entries);
            }

            _writes.AddPage(page.Name);
            return changed;
        }));

    /// <summary>All pages of <paramref name="head"/> are in: its logs are read from where it says, or from further on.</summary>
    public void Adopt(CatalogHead head) => Locked(() => _writes.Together(() =>
    {
        var known = _writes.Positions();
        _writes.Forget(head.Writers.Select(w => w with { From = Math.Max(w.From, known.GetValueOrDefault(w.Writer) ?? 0) }));
        foreach (var page in head.Pages)
        {
            _writes.AddPage(page.Name);
        }

        _writes.Generation = head.Generation;
        return true;
    }));

    /// <summary>The log was lost: entries stay, where they came from is forgotten.</summary>
    public void ForgetLog() => Locked(() => _writes.Together(() =>
    {
        _writes.Forget([]);
        _writes.Unsettle();
        _writes.Generation = 0;
        return true;
    }));

    /// <summary>How far each log is in, and every entry that stands on no page for good; all of one moment.</summary>
    public (Dictionary<string, long?> Positions, ImmutableArray<CatalogEntry> Entries) Unsettled() =>
        Locked(() => (_writes.Positions().ToDictionary(), _writes.Unsettled()));

    /// <summary>Drops what finished longer ago than jobs are remembered.</summary>
    public int DropExpired() => Locked(() => _writes.Drop(Cutoff));

    /// <summary>Starts over, empty.</summary>
    public void Clear() => Locked(() =>
    {
        _writes.Dispose();
        _file.Delete();
        _writes = new CatalogWrites(_file.Connect(_journal));
        return true;
    });

    public void Dispose()
    {
        _writes.Dispose();
        _file.Dispose();
    }

    private DateTimeOffset Cutoff => _clock.GetUtcNow() - _keep;

    private List<CatalogEntry> Merge(IEnumerable<CatalogEntry> entries)
    {
        var cutoff = Cutoff;
        List<CatalogEntry> changed = [];
        foreach (var entry in entries)
        {
            var known = _writes.Find(entry.Id);
            var current = known is { IsFinal: true } && known.UpdatedAt < cutoff ? null : known;
            if (current is null && entry.IsFinal && entry.UpdatedAt < cutoff)
            {
                continue;
            }

            var merged = current is null ? entry : entry.Supersedes(current) ? entry.Over(current) : current.Over(entry);
            if (merged == known)
            {
                continue;
            }

            _writes.Put(merged);
            if (current is null || merged.IsNewsAfter(current))
            {
                changed.Add(merged);
            }
        }

        return changed;
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            return work();
        }
    }
}
