using System.Collections.Frozen;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws.DynamoDb;
using JobWorker.DevSidecar.Contrib.Aws.Sqs;
using JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;
using JobWorker.DevSidecar.Contrib.Http;
using JobWorker.DevSidecar.Contrib.InMemory;
using JobWorker.DevSidecar.Contrib.Postgres;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Streams;
using JobWorker.DevSidecar.Contrib.Secrets;
using JobWorker.DevSidecar.Contrib.Sqlite;

namespace JobWorker.DevSidecar.Contrib;

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
        ["bindings.redis"] = RedisBinding.CreateAsync,
        ["lock.redis"] = RedisLockStore.CreateAsync,
        ["pubsub.redis"] = RedisPubSub.CreateAsync,
        ["secretstores.local.file"] = LocalFileSecretStore.CreateAsync,
        ["state.aws.dynamodb"] = DynamoStateStore.CreateAsync,
        ["state.postgresql"] = PostgresStateStore.CreateAsync,
        ["state.redis"] = RedisStateStore.CreateAsync,
        ["state.sqlite"] = SqliteStateStore.CreateAsync,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
