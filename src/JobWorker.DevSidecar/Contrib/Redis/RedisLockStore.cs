using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary><c>lock.redis</c>: a key that only its first writer gets, and that only its owner takes away.</summary>
internal sealed class RedisLockStore : ILockStore
{
    private readonly RedisClient _redis;

    private RedisLockStore(RedisClient redis) => _redis = redis;

    /// <summary>Reads the settings and connects.</summary>
    /// <exception cref="ComponentException">A setting cannot work, Redis cannot be reached, or it has replicas.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var redis = await RedisComponents.ConnectAsync(spec, context, context.Logs.CreateLogger<RedisLockStore>(), cancel);
        var info = await redis.SendAsync(["INFO", "replication"], cancel);
        if (info.Text.Split('\n').Any(HasReplicas))
        {
            await redis.DisposeAsync();
            throw spec.Wrong("redisHost", "this Redis has replicas, and a lock on it could be held twice after a failover");
        }

        return new RedisLockStore(redis);
    }

    public async Task<bool> TryLockAsync(string key, string owner, int expiryInSeconds, CancellationToken cancel) =>
        await _redis.SendAsync(["SET", key, owner, "NX", "EX", expiryInSeconds], cancel) is RespValue.Status;

    public async Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancel) =>
        (UnlockStatus)(await _redis.SendAsync(["EVAL", RedisScripts.Unlock, 1, key, owner], cancel)).Long;

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private static bool HasReplicas(string line) =>
        line.StartsWith("connected_slaves:", StringComparison.Ordinal) && line.Trim() != "connected_slaves:0";
}
