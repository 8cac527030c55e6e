using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Streams;
using JobWorker.DevSidecar.Tests.Components;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

public abstract class RedisStateContract(RedisHost host) : StateStoreContract
{
    private protected override async Task<IStateStore> CreateAsync() =>
        (IStateStore)await RedisStateStore.CreateAsync(host.Spec("state.redis"), RedisHost.Context(), default);
}

public sealed class StateInRedis(RedisServer server) : RedisStateContract(server), IClassFixture<RedisServer>;

public sealed class StateInTheEmbeddedServer(EmbeddedServer server) : RedisStateContract(server), IClassFixture<EmbeddedServer>;

public abstract class RedisLockContract(RedisHost host) : LockContract
{
    private protected override async Task<ILockStore> CreateAsync() =>
        (ILockStore)await RedisLockStore.CreateAsync(host.Spec("lock.redis"), RedisHost.Context(), default);
}

public sealed class LocksInRedis(RedisServer server) : RedisLockContract(server), IClassFixture<RedisServer>;

public sealed class LocksInTheEmbeddedServer(EmbeddedServer server) : RedisLockContract(server), IClassFixture<EmbeddedServer>;

public abstract class RedisTopicContract(RedisHost host) : PubSubContract
{
    private protected override async Task<IPubSub> CreateAsync() =>
        (IPubSub)await RedisPubSub.CreateAsync(host.Spec("pubsub.redis"), RedisHost.Context(), default);
}

public sealed class TopicsInRedis(RedisServer server) : RedisTopicContract(server), IClassFixture<RedisServer>;

public sealed class TopicsInTheEmbeddedServer(EmbeddedServer server) : RedisTopicContract(server), IClassFixture<EmbeddedServer>;
