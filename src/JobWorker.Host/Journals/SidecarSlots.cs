using System.Globalization;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Ojs;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Journals;

/// <summary>Slots in a Dapr state store, through the sidecar.</summary>
internal sealed class SidecarSlots(DaprClient dapr, IOptions<JournalOptions> options) : IManySlots
{
    private static readonly StateOptions FirstWrite = new()
    {
        Concurrency = ConcurrencyMode.FirstWrite,
        Consistency = ConsistencyMode.Strong,
    };

    private readonly string _store = options.Value.StateStore;

    public async Task<Slot?> GetAsync(string key, CancellationToken cancel)
    {
        try
        {
            var (value, etag) = await dapr.GetByteStateAndETagAsync(
                _store, key, ConsistencyMode.Strong, cancellationToken: cancel);

            return value.IsEmpty ? null : new Slot(value, etag);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException || IsTimeout(e, cancel))
        {
            throw new JournalUnavailableException($"State store {_store} could not be read: {e.Message}", e);
        }
    }

    public async Task<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        var metadata = Metadata(keep);
        try
        {
            if (etag is not null)
            {
                return await dapr.TrySaveByteStateAsync(_store, key, value, etag, FirstWrite, metadata, cancel);
            }

            await dapr.SaveByteStateAsync(_store, key, value, FirstWrite, metadata, cancel);
            return true;
        }
        catch (Exception e) when (e is DaprException or HttpRequestException || IsTimeout(e, cancel))
        {
            return false;
        }
    }

    public async Task<bool> TryPutAllAsync(IReadOnlyList<SlotWrite> writes, CancellationToken cancel)
    {
        var items = writes
            .Select(w => new SaveStateItem<RawJson>(w.Key, new RawJson(w.Value.ToArray()), w.ETag, FirstWrite, Metadata(w.Keep)))
            .ToList();
        try
        {
            await dapr.SaveBulkStateAsync(_store, items, cancel);
            return true;
        }
        catch (Exception e) when (e is DaprException or HttpRequestException || IsTimeout(e, cancel))
        {
            return false;
        }
    }

    private static Dictionary<string, string> Metadata(TimeSpan? keep)
    {
        Dictionary<string, string> metadata = new() { ["contentType"] = "application/json" };
        if (keep is { } time)
        {
            metadata["ttlInSeconds"] = Math.Max(1, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    private static bool IsTimeout(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && !cancel.IsCancellationRequested;
}
