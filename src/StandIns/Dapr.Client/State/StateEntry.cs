using Dapr.Client;

namespace Dapr;

/// <summary>A stored value together with where it came from and its version.</summary>
/// <typeparam name="TValue">What the value is read as.</typeparam>
/// <param name="client">Where to write it back.</param>
/// <param name="storeName">The state store component.</param>
/// <param name="key">The key in it.</param>
/// <param name="value">The value; default where nothing is stored.</param>
/// <param name="etag">The version; empty where nothing is stored.</param>
public sealed class StateEntry<TValue>(DaprClient client, string storeName, string key, TValue value, string etag)
{
    /// <summary>The state store component.</summary>
    public string StoreName { get; } = storeName;

    /// <summary>The key in it.</summary>
    public string Key { get; } = key;

    /// <summary>The value, free to change before saving it.</summary>
    public TValue Value { get; set; } = value;

    /// <summary>The version as it was read; empty where nothing was stored.</summary>
    public string ETag { get; } = etag;

    /// <summary>Deletes the key, whatever its version is now.</summary>
    /// <inheritdoc cref="TryDeleteAsync"/>
    public Task DeleteAsync(
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        client.DeleteStateAsync(StoreName, Key, stateOptions, metadata, cancellationToken);

    /// <summary>Writes the value, whatever the version is now.</summary>
    /// <inheritdoc cref="TrySaveAsync"/>
    public Task SaveAsync(
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        client.SaveStateAsync(StoreName, Key, Value, stateOptions, metadata, cancellationToken);

    /// <summary>Deletes the key if its version is still the one read. False when it is not.</summary>
    /// <param name="stateOptions">How the write meets others.</param>
    /// <param name="metadata">Hints for the store.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="DaprException">Any failure other than a changed version.</exception>
    public Task<bool> TryDeleteAsync(
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        client.TryDeleteStateAsync(StoreName, Key, ETag, stateOptions, metadata, cancellationToken);

    /// <summary>Writes the value if the version is still the one read. False when it is not.</summary>
    /// <param name="stateOptions">How the write meets others.</param>
    /// <param name="metadata">Hints for the store, such as <c>ttlInSeconds</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="DaprException">Any failure other than a changed version.</exception>
    public Task<bool> TrySaveAsync(
        StateOptions? stateOptions = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        client.TrySaveStateAsync(StoreName, Key, Value, ETag, stateOptions, metadata, cancellationToken);
}
