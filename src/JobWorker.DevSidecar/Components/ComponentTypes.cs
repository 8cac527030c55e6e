using System.Collections.Frozen;
using JobWorker.DevSidecar.Components.Http;
using JobWorker.DevSidecar.Components.InMemory;
using JobWorker.DevSidecar.Components.Secrets;
using JobWorker.DevSidecar.DynamoDb;
using JobWorker.DevSidecar.Postgres;
using JobWorker.DevSidecar.Redis;
using JobWorker.DevSidecar.Redis.Streams;
using JobWorker.DevSidecar.Sqlite;
using JobWorker.DevSidecar.Sqs;
using JobWorker.DevSidecar.Sqs.Topics;

namespace JobWorker.DevSidecar.Components;

/// <summary>Every component type this sidecar can make. One line a type.</summary>
internal static class ComponentTypes
{
    public static readonly FrozenDictionary<string, ComponentFactory> All = new Dictionary<string, ComponentFactory>
    {
        ["bindings.http"] = HttpBinding.CreateAsync,
        ["pubsub.in-memory"] = InMemoryPubSub.CreateAsync,
        ["secretstores.local.env"] = LocalEnvSecretStore.CreateAsync,
        ["state.in-memory"] = InMemoryStateStore.CreateAsync,
        ["bindings.aws.sqs"] = SqsBinding.CreateAsync,
        ["pubsub.aws.snssqs"] = SnsSqsPubSub.CreateAsync,
        ["lock.redis"] = RedisLockStore.CreateAsync,
        ["pubsub.redis"] = RedisPubSub.CreateAsync,
        ["secretstores.local.file"] = LocalFileSecretStore.CreateAsync,
        ["state.aws.dynamodb"] = DynamoStateStore.CreateAsync,
        ["state.postgresql"] = PostgresStateStore.CreateAsync,
        ["state.redis"] = RedisStateStore.CreateAsync,
        ["state.sqlite"] = SqliteStateStore.CreateAsync,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
