using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>Publishing and output bindings over gRPC.</summary>
internal sealed class MessagingMethods(Publisher publisher, OutputBindings bindings)
{
    public async Task<IMessage> PublishAsync(PublishEventRequest request, GrpcCall call)
    {
        await publisher.PublishAsync(
            new Publication(
                request.PubsubName, request.Topic, request.Data.Memory, request.DataContentType,
                Metadata(request.Metadata, StringComparer.OrdinalIgnoreCase), call.Trace),
            call.Cancel);
        return new Empty();
    }

    /// <summary>The data goes to the component byte for byte, unlike over HTTP.</summary>
    public async Task<GrpcReply> InvokeAsync(InvokeBindingRequest request, GrpcCall call)
    {
        var asked = new BindingRequest(
            request.Operation, request.Data.Memory, Metadata(request.Metadata, StringComparer.Ordinal));
        var answer = await bindings.InvokeAsync(request.Name, asked, call.Trace, call.Cancel);
        return answer is null ? new GrpcReply(new InvokeBindingResponse()) : new GrpcReply(new InvokeBindingResponse
        {
            Data = UnsafeByteOperations.UnsafeWrap(answer.Data),
            Metadata = { answer.Metadata.ToDictionary() },
        })
        {
            Metadata = answer.Metadata,
        };
    }

    /// <summary>Of keys that are equal to <paramref name="comparer"/>, the last counts.</summary>
    private static Dictionary<string, string> Metadata(MapField<string, string> given, StringComparer comparer)
    {
        var metadata = new Dictionary<string, string>(given.Count, comparer);
        foreach (var (key, value) in given)
        {
            metadata[key] = value;
        }

        return metadata;
    }
}
