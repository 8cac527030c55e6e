using System.Text.Json;

namespace JobWorker.Host.Journals;

/// <summary>The one thing a journal asks of a state store: single keys, written only over the version that was read.</summary>
internal interface IStateSlots
{
    /// <summary>What is stored under <paramref name="key"/>; none where nothing is.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    Task<Slot?> GetAsync(string key, CancellationToken cancel);

    /// <summary>
    /// Writes <paramref name="value"/> if the version is still <paramref name="etag"/>; without one, if nothing is stored.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">JSON.</param>
    /// <param name="etag">The version that was read; none to create.</param>
    /// <param name="keep">How long the store keeps it, whole seconds; none means for ever.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False says that nothing is known: the write was refused, failed or is in doubt. Read the key to learn.</returns>
    Task<bool> TryPutAsync(string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel);
}

/// <summary>A stored value and its version.</summary>
/// <param name="Value">JSON.</param>
/// <param name="ETag">The store's name for this version.</param>
internal sealed record Slot(ReadOnlyMemory<byte> Value, string ETag);

/// <summary>The state store did not answer, or answered that it cannot. Nothing is known of the write.</summary>
internal sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What is stored of a stream is not what was written: no other try helps.</summary>
internal sealed class JournalDamagedException(string id, Exception inner)
    : JsonException($"The journal of {id} is damaged: {inner.Message}", inner);

/// <summary>
/// Another writer got in first, or after a write that was not answered: load again and decide again, for these events may be there.
/// </summary>
internal sealed class JournalConflictException(string id, long version)
    : Exception($"The journal of {id} has moved on from version {version}.");
