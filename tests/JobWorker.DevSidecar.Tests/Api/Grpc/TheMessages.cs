using Google.Protobuf.Reflection;
using JobWorker.DevSidecar.Api.Grpc.Messages;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

/// <summary>Numbers are the contract: a field that has another one is another field.</summary>
public sealed class TheMessages
{
    [Theory]
    [InlineData("GetStateRequest", "1 store_name, 2 key, 4 metadata")]
    [InlineData("GetStateResponse", "1 data, 2 etag, 3 metadata")]
    [InlineData("GetBulkStateRequest", "1 store_name, 2 keys, 3 parallelism, 4 metadata")]
    [InlineData("GetBulkStateResponse", "1 items")]
    [InlineData("BulkStateItem", "1 key, 2 data, 3 etag, 4 error, 5 metadata")]
    [InlineData("SaveStateRequest", "1 store_name, 2 states")]
    [InlineData("DeleteStateRequest", "1 store_name, 2 key, 3 etag, 4 options, 5 metadata")]
    [InlineData("ExecuteStateTransactionRequest", "1 storeName, 2 operations, 3 metadata")]
    [InlineData("TransactionalStateOperation", "1 operationType, 2 request")]
    [InlineData("StateItem", "1 key, 2 value, 3 etag, 4 metadata, 5 options")]
    [InlineData("Etag", "1 value")]
    [InlineData("StateOptions", "1 concurrency")]
    [InlineData("PublishEventRequest", "1 pubsub_name, 2 topic, 3 data, 4 data_content_type, 5 metadata")]
    [InlineData("InvokeBindingRequest", "1 name, 2 data, 3 metadata, 4 operation")]
    [InlineData("InvokeBindingResponse", "1 data, 2 metadata")]
    [InlineData("TryLockRequest", "1 store_name, 2 resource_id, 3 lock_owner, 4 expiry_in_seconds")]
    [InlineData("TryLockResponse", "1 success")]
    [InlineData("UnlockRequest", "1 store_name, 2 resource_id, 3 lock_owner")]
    [InlineData("UnlockResponse", "1 status")]
    [InlineData("GetMetadataResponse",
        "1 id, 2 active_actors_count, 3 registered_components, 4 extended_metadata, 5 subscriptions, 7 app_connection_properties, "
        + "8 runtime_version, 9 enabled_features, 10 actor_runtime, 15 resiliencies")]
    [InlineData("ActorRuntime", "1 runtime_status, 2 active_actors, 3 host_ready, 4 placement")]
    [InlineData("ActiveActorsCount", "1 type, 2 count")]
    [InlineData("RegisteredComponents", "1 name, 2 type, 3 version, 4 capabilities")]
    [InlineData("MetadataResiliency", "1 name")]
    [InlineData("AppConnectionProperties", "1 port, 2 protocol, 3 channel_address, 4 max_concurrency, 5 health")]
    [InlineData("AppConnectionHealthProperties",
        "1 health_check_path, 2 health_probe_interval, 3 health_probe_timeout, 4 health_threshold")]
    [InlineData("PubsubSubscription", "1 pubsub_name, 2 topic, 3 metadata, 4 rules, 5 dead_letter_topic, 6 type")]
    [InlineData("PubsubSubscriptionRules", "1 rules")]
    [InlineData("PubsubSubscriptionRule", "1 match, 2 path")]
    [InlineData("SetMetadataRequest", "1 key, 2 value")]
    public void Have_the_numbers_of_the_public_API(string message, string fields)
    {
        var descriptor = Files.SelectMany(file => file.MessageTypes).Single(one => one.Name == message);

        Assert.Equal(
            fields, string.Join(", ", descriptor.Fields.InFieldNumberOrder().Select(field => $"{field.FieldNumber} {field.Name}")));
    }

    private static readonly FileDescriptor[] Files =
        [StateReflection.Descriptor, MessagingReflection.Descriptor, LockReflection.Descriptor, MetadataReflection.Descriptor];
}
