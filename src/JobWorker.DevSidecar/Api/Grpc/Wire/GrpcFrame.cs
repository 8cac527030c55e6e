using System.Buffers.Binary;
using Google.Protobuf;

namespace JobWorker.DevSidecar.Api.Grpc.Wire;

/// <summary>A message on the wire: a flag, its length in four bytes, big end first, and its bytes.</summary>
internal static class GrpcFrame
{
    private const int PrefixLength = 5;

    /// <summary>Reads the one message of a unary call, and the end after it.</summary>
    /// <param name="body">Where it comes from.</param>
    /// <param name="limit">Bytes a message may have.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="GrpcException">There is not exactly one message, or it is compressed or too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, long limit, CancellationToken cancel)
    {
        var prefix = new byte[PrefixLength];
        var got = await body.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, cancel);
        if (got < PrefixLength)
        {
            throw Broken(got == 0 ? "the request has no message" : "the request ends in a message's prefix");
        }

        var message = new byte[LengthOf(prefix, limit)];
        if (await body.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancel) < message.Length)
        {
            throw Broken("the request ends in a message");
        }

        return await body.ReadAsync(prefix, cancel) == 0 ? message : throw Broken("the request has more than one message");
    }

    public static async Task WriteAsync(Stream body, IMessage message, CancellationToken cancel)
    {
        var size = message.CalculateSize();
        var frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
        message.WriteTo(frame.AsSpan(PrefixLength));
        await body.WriteAsync(frame, cancel);
    }

    private static uint LengthOf(byte[] prefix, long limit)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        return prefix[0] switch
        {
            0 when length <= limit => length,
            0 => throw new GrpcException(
                GrpcStatus.ResourceExhausted, $"the message has {length} bytes, which is more than the limit of {limit}"),
            1 => throw new GrpcException(
                GrpcStatus.Unimplemented, "the message is compressed, which this development sidecar does not read"),
            var flag => throw Broken($"a message's flag must be 0 or 1, not {flag}"),
        };
    }

    private static GrpcException Broken(string problem) => new(GrpcStatus.Internal, problem);
}
