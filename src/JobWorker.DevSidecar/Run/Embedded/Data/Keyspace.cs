using System.Diagnostics.CodeAnalysis;

namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>All keys of the server. Names are Latin-1 texts, so that every byte sequence is a name.</summary>
/// <param name="onExpired">Told of each key that is removed because its time is over.</param>
internal sealed class Keyspace(Action<string> onExpired)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The moment keys expire against, in milliseconds since 1970; none while a log is replayed.</summary>
    /// <remarks>Nothing expires then, for each expiry stands in the log.</remarks>
    public long? Now { get; set; }

    /// <summary>The names of all living keys.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            RemoveExpired();
            return [.. _entries.Keys];
        }
    }

    public object? Find(string key) => TryGet(key, out var entry) ? entry.Value : null;

    /// <summary>The value under a key; none where there is none.</summary>
    /// <exception cref="RedisErrorException">WRONGTYPE: the value is of another kind.</exception>
    public T? Find<T>(string key) where T : class => Find(key) switch
    {
        null => null,
        T value => value,
        _ => throw RedisErrorException.WrongType,
    };

    /// <summary>The value under a key, made where there is none.</summary>
    /// <exception cref="RedisErrorException">WRONGTYPE: the value is of another kind.</exception>
    public T FindOrAdd<T>(string key) where T : class, new()
    {
        if (Find<T>(key) is { } found)
        {
            return found;
        }

        var made = new T();
        Put(key, made, null);
        return made;
    }

    /// <summary>Puts a value in the place of whatever is there.</summary>
    public void Put(string key, object value, long? expiresAt) => _entries[key] = new Entry(value, expiresAt);

    public bool Remove(string key) => TryGet(key, out _) && _entries.Remove(key);

    public void Clear() => _entries.Clear();

    /// <summary>When the key ends, in milliseconds since 1970; none for never.</summary>
    public long? ExpiryOf(string key) => TryGet(key, out var entry) ? entry.ExpiresAt : null;

    /// <summary>Sets or, with none, ends a key's time to live; false where there is no key.</summary>
    public bool Expire(string key, long? expiresAt)
    {
        if (!TryGet(key, out var entry))
        {
            return false;
        }

        _entries[key] = entry with { ExpiresAt = expiresAt };
        return true;
    }

    /// <summary>Removes what is past its time, whether anyone asks for it or not.</summary>
    public void RemoveExpired()
    {
        string[] expired = [.. from pair in _entries where pair.Value.ExpiresAt <= Now select pair.Key];
        foreach (var key in expired)
        {
            _entries.Remove(key);
            onExpired(key);
        }
    }

    private bool TryGet(string key, [NotNullWhen(true)] out Entry? entry)
    {
        if (!_entries.TryGetValue(key, out entry))
        {
            return false;
        }

        if (entry.ExpiresAt is null || Now is null || entry.ExpiresAt > Now)
        {
            return true;
        }

        _entries.Remove(key);
        onExpired(key);
        return false;
    }

    private sealed record Entry(object Value, long? ExpiresAt);
}
