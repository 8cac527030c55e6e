using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>A word of a command: bytes, or a text or number written as such.</summary>
internal readonly record struct RedisArgument(ReadOnlyMemory<byte> Bytes)
{
    public static implicit operator RedisArgument(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator RedisArgument(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(bytes);

    public static implicit operator RedisArgument(byte[] bytes) => new(bytes);

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
