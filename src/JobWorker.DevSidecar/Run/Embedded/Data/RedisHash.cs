namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>Fields and their values.</summary>
internal sealed class RedisHash
{
    public Dictionary<string, ReadOnlyMemory<byte>> Fields { get; } = new(StringComparer.Ordinal);
}

/// <summary>A plain value.</summary>
internal sealed record RedisString(ReadOnlyMemory<byte> Bytes);
