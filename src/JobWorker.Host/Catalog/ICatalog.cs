using JobWorker.Core.Catalog;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Catalog;

/// <summary>What jobs tell the catalog.</summary>
internal interface ICatalog
{
    /// <summary>Returns once <paramref name="entry"/> is durable: so that no job is acknowledged that no list will show.</summary>
    /// <exception cref="JournalUnavailableException">The store refused it; say it again.</exception>
    Task AddAsync(CatalogEntry entry, CancellationToken cancel);

    /// <summary>Takes <paramref name="entry"/> to be written within about half a second. Only the latest of a job is.</summary>
    void Note(CatalogEntry entry);
}
