using System.Collections.Concurrent;
using System.Threading.Channels;
using JobWorker.Core.Catalog;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Model;

/// <summary>Tells whoever listens of every change this process's catalog takes in.</summary>
internal sealed class ChangeFeed(IOptions<CatalogOptions> options)
{
    /// <summary>Changes that may wait for one reader; one more and it is cut off.</summary>
    public const int Waiting = 1000;

    private readonly ConcurrentDictionary<Reader, bool> _readers = new();

    /// <summary>Whether anybody listens.</summary>
    public bool HasReaders => !_readers.IsEmpty;

    /// <summary>Listens from now on; none where as many listen as may. Dispose it to stop.</summary>
    public Reader? Listen(JobFilter filter)
    {
        var reader = new Reader(this, filter);
        _readers[reader] = true;
        if (_readers.Count <= options.Value.ChangeReaders)
        {
            return reader;
        }

        reader.Dispose();
        return null;
    }

    public void Publish(IEnumerable<CatalogEntry> entries)
    {
        if (!HasReaders)
        {
            return;
        }

        foreach (var entry in entries)
        {
            foreach (var reader in _readers.Keys.Where(r => r.Filter.Matches(entry)))
            {
                reader.Add(entry);
            }
        }
    }

    /// <summary>One who listens.</summary>
    public sealed class Reader(ChangeFeed feed, JobFilter filter) : IDisposable
    {
        private readonly Channel<CatalogEntry> _waiting = Channel.CreateBounded<CatalogEntry>(Waiting);
        private readonly CancellationTokenSource _cut = new();

        public JobFilter Filter => filter;

        public ChannelReader<CatalogEntry> Changes => _waiting.Reader;

        /// <summary>Fires when this reader has fallen too far behind.</summary>
        public CancellationToken CutOff => _cut.Token;

        public void Add(CatalogEntry entry)
        {
            if (!_waiting.Writer.TryWrite(entry))
            {
                feed._readers.TryRemove(this, out _);
                _waiting.Writer.TryComplete();
                _ = _cut.CancelAsync();
            }
        }

        public void Dispose()
        {
            feed._readers.TryRemove(this, out _);
            _waiting.Writer.TryComplete();
            _cut.Dispose();
        }
    }
}
