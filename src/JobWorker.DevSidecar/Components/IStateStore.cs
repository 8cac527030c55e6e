namespace JobWorker.DevSidecar.Components;

/// <summary>A store behind <c>state.*</c>. Keys arrive with their prefix.</summary>
internal interface IStateStore : IAsyncDisposable
{
    /// <summary>What <c>/v1.0/metadata</c> lists, such as <c>ETAG</c>, <c>TRANSACTIONAL</c>, <c>TTL</c>, <c>ACTOR</c>.</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>The most operations a transaction may have.</summary>
    int TransactionLimit => int.MaxValue;

    /// <summary>The value under <paramref name="key"/>; none where nothing is stored or its time is over.</summary>
    Task<StateItem?> GetAsync(string key, CancellationToken cancel);

    /// <summary>Writes one value by the rules of its options.</summary>
    /// <exception cref="ETagMismatchException">Another value was written since, or first-write found one.</exception>
    /// <exception cref="InvalidETagException">The ETag has not the store's form.</exception>
    Task SetAsync(StateSet set, CancellationToken cancel);

    /// <summary>Removes one value; removing what is not there is no error.</summary>
    /// <exception cref="ETagMismatchException">Another value was written since.</exception>
    /// <exception cref="InvalidETagException">The ETag has not the store's form.</exception>
    Task DeleteAsync(StateDelete delete, CancellationToken cancel);

    /// <summary>All of <paramref name="operations"/> or, where the store can promise it, none.</summary>
    Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel);
}

/// <summary>A stored value with its version.</summary>
/// <param name="Value">The bytes as they were written: JSON, mostly.</param>
/// <param name="ETag">Changes with every write.</param>
/// <param name="ExpiresAt">When it ends, UTC; none when never.</param>
internal sealed record StateItem(ReadOnlyMemory<byte> Value, string ETag, DateTimeOffset? ExpiresAt);

/// <summary>A write or a removal in a transaction.</summary>
internal abstract record StateOperation(string Key, string? ETag, bool FirstWrite);

/// <summary>A write.</summary>
/// <param name="Key">Prefix included.</param>
/// <param name="Value">The bytes to keep.</param>
/// <param name="ETag">The version it must still have; none to write whatever is there.</param>
/// <param name="FirstWrite">With no ETag: only where nothing is stored.</param>
/// <param name="TtlInSeconds">None keeps it for ever; 0 and less remove an earlier time to live.</param>
internal sealed record StateSet(string Key, ReadOnlyMemory<byte> Value, string? ETag, bool FirstWrite, int? TtlInSeconds)
    : StateOperation(Key, ETag, FirstWrite);

/// <summary>A removal.</summary>
internal sealed record StateDelete(string Key, string? ETag, bool FirstWrite) : StateOperation(Key, ETag, FirstWrite);

/// <summary>Somebody else wrote first. Answered as 409.</summary>
internal sealed class ETagMismatchException(string message) : Exception(message);

/// <summary>The ETag cannot be one of this store's. Answered as 400.</summary>
internal sealed class InvalidETagException(string message) : Exception(message);

/// <summary>
/// A create-only write found a value. Dapr's Redis store answers this with a plain 500 and not with 409,
/// because it marks a refusal as an ETag mismatch only where an ETag was sent; so this is no <c>ETagMismatchException</c>.
/// </summary>
internal sealed class StateWriteException(string message) : Exception(message);
