using JobWorker.Core.Ojs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Ojs;

/// <summary>Values that are changed only over what was read.</summary>
internal static class StoredJson
{
    /// <summary>Others that may get in first, one after the other.</summary>
    private const int Tries = 20;

    /// <summary>What is stored under a key; none where nothing is.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public static async Task<T?> ReadAsync<T>(this IStateSlots slots, string key, CancellationToken cancel)
        where T : class =>
        await slots.GetAsync(key, cancel) is { } slot ? OjsJson.Read<T>(slot.Value.Span) : null;

    /// <summary>Changes what is stored under a key, again and again where others get in first.</summary>
    /// <param name="slots">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="change">What becomes of what is there; the same, or none, changes nothing.</param>
    /// <param name="keep">How long the store keeps what it becomes; none means for ever.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What is stored then.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer, or takes no write.</exception>
    public static async Task<T?> ChangeAsync<T>(
        this IStateSlots slots, string key, Func<T?, T?> change, Func<T, TimeSpan?>? keep, CancellationToken cancel)
        where T : class
    {
        for (var n = 0; n < Tries; n++)
        {
            var slot = await slots.GetAsync(key, cancel);
            var before = slot is null ? null : OjsJson.Read<T>(slot.Value.Span);
            var after = change(before);
            if (after is null || ReferenceEquals(after, before)
                || await slots.TryPutAsync(key, OjsJson.Write(after), slot?.ETag, keep?.Invoke(after), cancel))
            {
                return after;
            }
        }

        throw new JournalUnavailableException($"{key} could not be written.");
    }
}
