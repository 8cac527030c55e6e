namespace JobWorker.DevSidecar.Components;

/// <summary>A store behind <c>lock.*</c>.</summary>
internal interface ILockStore : IAsyncDisposable
{
    /// <summary>Takes the lock unless anyone, its present owner included, holds it.</summary>
    Task<bool> TryLockAsync(string key, string owner, int expiryInSeconds, CancellationToken cancel);

    /// <summary>Gives the lock back where <paramref name="owner"/> holds it.</summary>
    Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancel);
}

/// <summary>Dapr's numbers for the answer to an unlock.</summary>
internal enum UnlockStatus
{
    Success = 0,
    DoesNotExist = 1,
    BelongsToOthers = 2,
    InternalError = 3,
}

/// <summary>Something outside that can be called: <c>bindings.*</c>.</summary>
internal interface IOutputBinding : IAsyncDisposable
{
    /// <summary>Calls it. None where the component has no answer (204).</summary>
    /// <exception cref="BindingException">It failed; response metadata is handed on all the same.</exception>
    Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel);
}

/// <summary>One call of an output binding.</summary>
/// <param name="Operation">Such as <c>create</c>, <c>get</c>, <c>post</c>.</param>
/// <param name="Data">The bytes of the JSON value in <c>data</c>; empty when absent.</param>
/// <param name="Metadata">As in the request.</param>
internal sealed record BindingRequest(string Operation, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What came back.</summary>
internal sealed record BindingResponse(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>The call failed.</summary>
internal sealed class BindingException(string message, IReadOnlyDictionary<string, string> metadata, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Response metadata, sent as <c>metadata.*</c> headers even on an error.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;
}

/// <summary>A store behind <c>secretstores.*</c>.</summary>
internal interface ISecretStore
{
    /// <summary>The secret's keys and values; none when it is unknown or not to be read.</summary>
    IReadOnlyDictionary<string, string>? Get(string name);

    /// <summary>Every secret that may be read, by name.</summary>
    IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> GetAll();
}
