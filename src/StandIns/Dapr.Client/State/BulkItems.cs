#pragma warning disable CA1815 // The official types define no equality either.

namespace Dapr.Client;

/// <summary>One answer of a bulk read, as JSON text.</summary>
/// <param name="key">The key asked for.</param>
/// <param name="value">JSON text; empty where nothing is stored.</param>
/// <param name="etag">The version; empty where nothing is stored.</param>
public readonly struct BulkStateItem(string key, string value, string etag)
{
    /// <summary>The key asked for.</summary>
    public string Key { get; } = key;

    /// <summary>JSON text; empty where nothing is stored.</summary>
    public string Value { get; } = value;

    /// <summary>The version; empty where nothing is stored.</summary>
    public string ETag { get; } = etag;
}

/// <summary>One answer of a bulk read.</summary>
/// <typeparam name="TValue">What the values are read as.</typeparam>
/// <param name="key">The key asked for.</param>
/// <param name="value">The value; default where nothing is stored.</param>
/// <param name="etag">The version; empty where nothing is stored.</param>
public readonly struct BulkStateItem<TValue>(string key, TValue value, string etag)
{
    /// <summary>The key asked for.</summary>
    public string Key { get; } = key;

    /// <summary>The value; default where nothing is stored.</summary>
    public TValue Value { get; } = value;

    /// <summary>The version; empty where nothing is stored.</summary>
    public string ETag { get; } = etag;
}

/// <summary>One write of a bulk save.</summary>
/// <typeparam name="TValue">What is stored.</typeparam>
/// <param name="key">The key to write.</param>
/// <param name="value">What to store.</param>
/// <param name="etag">The version it replaces; none for any.</param>
/// <param name="stateOptions">How the write meets others.</param>
/// <param name="metadata">Hints for the store, such as <c>ttlInSeconds</c>.</param>
public readonly struct SaveStateItem<TValue>(
    string key,
    TValue value,
    string? etag,
    StateOptions? stateOptions = null,
    IReadOnlyDictionary<string, string>? metadata = null)
{
    /// <summary>The key to write.</summary>
    public string Key { get; } = key;

    /// <summary>What to store.</summary>
    public TValue Value { get; } = value;

    /// <summary>The version it replaces; none for any.</summary>
    public string? ETag { get; } = etag;

    /// <summary>How the write meets others.</summary>
    public StateOptions? StateOptions { get; } = stateOptions;

    /// <summary>Hints for the store, such as <c>ttlInSeconds</c>.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}
