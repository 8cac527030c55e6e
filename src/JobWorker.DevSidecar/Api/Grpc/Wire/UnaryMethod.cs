using Google.Protobuf;
using JobWorker.DevSidecar.App.Tracing;

namespace JobWorker.DevSidecar.Api.Grpc.Wire;

/// <summary>What a call says beside its message.</summary>
/// <param name="Trace">The trace it belongs to.</param>
/// <param name="Cancel">Fires when the caller is gone or the deadline over.</param>
internal sealed record GrpcCall(TraceContext Trace, CancellationToken Cancel);

/// <summary>The answer to a call.</summary>
/// <param name="Message">The message.</param>
internal sealed record GrpcReply(IMessage Message)
{
    /// <summary>Sent as <c>metadata.*</c> before the message.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>One message in, one message out.</summary>
internal delegate Task<GrpcReply> UnaryMethod(ReadOnlyMemory<byte> request, GrpcCall call);

/// <summary>Makes methods of handlers.</summary>
internal static class Unary
{
    /// <summary>A method whose handler answers with a message alone.</summary>
    public static UnaryMethod Of<T>(MessageParser<T> parser, Func<T, GrpcCall, Task<IMessage>> handle)
        where T : IMessage<T> =>
        async (bytes, call) => new GrpcReply(await handle(Parse(parser, bytes), call));

    /// <summary>A method whose handler answers with metadata as well.</summary>
    public static UnaryMethod Of<T>(MessageParser<T> parser, Func<T, GrpcCall, Task<GrpcReply>> handle)
        where T : IMessage<T> =>
        (bytes, call) => handle(Parse(parser, bytes), call);

    private static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> bytes) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(
                GrpcStatus.Internal, $"the message is no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
