using System.Text.Json;
using System.Text.Json.Serialization;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs.Events;

/// <summary>How far each job's events are published, in a slot of its own beside the journal.</summary>
internal sealed partial class EventMarks(
    IStateSlots slots, IOptions<JournalOptions> journal, IOptions<RetentionOptions> retention)
{
    private const int Tries = 3;

    /// <summary>A mark outlives the journal it is about, so that what is published is not published anew.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly TimeSpan _keep = retention.Value.Jobs + Margin;

    /// <summary>The mark of the journal that began at <paramref name="firstAt"/>; none of an earlier life of the id.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<long?> FindAsync(string id, DateTimeOffset? firstAt, CancellationToken cancel) =>
        await slots.GetAsync(Key(id), cancel) is { } slot && Read(slot) is { } mark && mark.FirstAt == firstAt
            ? mark.Version
            : null;

    /// <summary>Keeps that so many events are published; false where the store did not.</summary>
    public async Task<bool> TryPutAsync(string id, DateTimeOffset? firstAt, long version, CancellationToken cancel)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(new Mark(version, firstAt), MarkJson.Default.Mark);
        string? etag = null;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await slots.TryPutAsync(Key(id), value, etag, _keep, cancel))
            {
                return true;
            }

            try
            {
                var found = await slots.GetAsync(Key(id), cancel);
                if (found is not null && Read(found) is { } mark && mark.FirstAt == firstAt && mark.Version >= version)
                {
                    return true;
                }

                etag = found?.ETag;
            }
            catch (JournalUnavailableException)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The tilde cannot stand in an id, and pages of the journal have digits behind it.</summary>
    private string Key(string id) => $"{journal.Value.KeyPrefix}{id}~events";

    private static Mark? Read(Slot slot) => JsonSerializer.Deserialize(slot.Value.Span, MarkJson.Default.Mark);

    /// <param name="Version">Events published, from the first on.</param>
    /// <param name="FirstAt">When the first event happened: tells one life of an id from another.</param>
    private sealed record Mark(long Version, DateTimeOffset? FirstAt);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Mark))]
    private sealed partial class MarkJson : JsonSerializerContext;
}
