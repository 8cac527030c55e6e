using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>State over gRPC: values are bytes, kept as they are.</summary>
internal sealed class StateMethods(StateOperations state)
{
    public async Task<IMessage> GetAsync(GetStateRequest request, GrpcCall call)
    {
        var item = await StateOperations.GetAsync(state.Store(request.StoreName), request.Key, call.Cancel);
        return item is null ? new GetStateResponse() : new GetStateResponse
        {
            Data = Bytes(item.Value),
            Etag = item.ETag,
            Metadata = { MetadataOf(item) },
        };
    }

    public async Task<IMessage> GetBulkAsync(GetBulkStateRequest request, GrpcCall call)
    {
        var store = state.Store(request.StoreName);
        foreach (var key in request.Keys)
        {
            // One key that is not allowed fails them all, unlike over HTTP.
            store.Key(key);
        }

        var items = await StateOperations.GetBulkAsync(store, request.Keys, call.Cancel);
        return new GetBulkStateResponse { Items = { items.Select(Bulk) } };
    }

    public async Task<IMessage> SaveAsync(SaveStateRequest request, GrpcCall call)
    {
        await StateOperations.SetAsync(state.Store(request.StoreName), request.States.Select(Read).ToList(), call.Cancel);
        return new Empty();
    }

    public async Task<IMessage> DeleteAsync(DeleteStateRequest request, GrpcCall call)
    {
        var delete = new StateRequest(request.Key, default, ETag(request.Etag), IsFirstWrite(request.Options), null);
        await StateOperations.DeleteAsync(state.Store(request.StoreName), delete, call.Cancel);
        return new Empty();
    }

    public async Task<IMessage> TransactAsync(ExecuteStateTransactionRequest request, GrpcCall call)
    {
        var store = state.Store(request.StoreName);
        StateOperations.RequireTransactions(store);
        await StateOperations.TransactAsync(store, request.Operations.Select(one => Operation(one, store)).ToList(), call.Cancel);
        return new Empty();
    }

    private static BulkStateItem Bulk(BulkItem one)
    {
        var (key, item, error) = one;
        return item is null ? new BulkStateItem { Key = key, Error = error ?? "" } : new BulkStateItem
        {
            Key = key,
            Data = Bytes(item.Value),
            Etag = item.ETag,
            Metadata = { MetadataOf(item) },
        };
    }

    private static StateOperation Operation(TransactionalStateOperation operation, KeyedStore store)
    {
        var request = Read(operation.Request ?? new Messages.StateItem());
        var key = store.Key(request.Key);
        return operation.OperationType switch
        {
            "upsert" => request.ToSet(key),
            "delete" => request.ToDelete(key),
            var other => throw new ApiException(
                StatusCodes.Status500InternalServerError, "ERR_NOT_SUPPORTED_STATE_OPERATION",
                $"operation must be upsert or delete, not \"{other}\""),
        };
    }

    private static StateRequest Read(Messages.StateItem item)
    {
        if (item.Metadata.GetValueOrDefault("contentType") == "application/json" && !JsonSlice.IsJson(item.Value.Span))
        {
            throw Malformed($"the value of {item.Key} is not the JSON that its contentType says");
        }

        return new StateRequest(item.Key, item.Value.Memory, ETag(item.Etag), IsFirstWrite(item.Options), Ttl(item.Metadata));
    }

    private static string? ETag(Etag? etag) => etag is { Value: { Length: > 0 } value } ? value : null;

    private static bool IsFirstWrite(StateOptions? options) =>
        options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite;

    private static int? Ttl(MapField<string, string> metadata)
    {
        try
        {
            return StateRequest.Ttl(metadata.GetValueOrDefault("ttlInSeconds"));
        }
        catch (JsonException e)
        {
            throw Malformed(e.Message, e);
        }
    }

    private static ApiException Malformed(string problem, Exception? inner = null) =>
        new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", problem, inner);

    private static Dictionary<string, string> MetadataOf(Components.StateItem item) =>
        item.ExpiresAt is { } end ? new() { ["ttlExpireTime"] = Envelope.Rfc3339(end) } : [];

    /// <summary>Without a copy: items do not change once they are read.</summary>
    private static ByteString Bytes(ReadOnlyMemory<byte> value) => UnsafeByteOperations.UnsafeWrap(value);
}
