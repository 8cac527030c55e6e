namespace Dapr.Client;

/// <summary>One operation of a state transaction.</summary>
/// <param name="key">The key to write or delete.</param>
/// <param name="value">The JSON to store; none for a delete.</param>
/// <param name="operationType">Write or delete.</param>
/// <param name="etag">The version it replaces; none for any.</param>
/// <param name="metadata">Hints for the store, such as <c>ttlInSeconds</c>.</param>
/// <param name="options">How the write meets others.</param>
public sealed class StateTransactionRequest(
    string key,
    byte[]? value,
    StateOperationType operationType,
    string? etag = null,
    IReadOnlyDictionary<string, string>? metadata = null,
    StateOptions? options = null)
{
    /// <summary>How the write meets others.</summary>
#pragma warning disable CA1051 // A field in the official type.
    public StateOptions? Options = options;
#pragma warning restore CA1051

    /// <summary>The key to write or delete.</summary>
    public string Key { get; } = key ?? throw new ArgumentNullException(nameof(key));

    /// <summary>The JSON to store; none for a delete.</summary>
    public byte[]? Value { get; set; } = value;

    /// <summary>Write or delete.</summary>
    public StateOperationType? OperationType { get; set; } = operationType;

    /// <summary>The version it replaces; none for any.</summary>
    public string? ETag { get; set; } = etag;

    /// <summary>Hints for the store, such as <c>ttlInSeconds</c>.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; set; } = metadata;
}

/// <summary>What an operation of a state transaction does.</summary>
public enum StateOperationType
{
    /// <summary>Creates or replaces.</summary>
    Upsert,

    /// <summary>Deletes.</summary>
    Delete,
}
