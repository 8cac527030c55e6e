using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>Compare and set, on a field of a hash.</summary>
internal static class RedisSwap
{
    /// <summary>Writes the field if it still begins with <paramref name="prefix"/>; false where it does not.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="key">The hash.</param>
    /// <param name="field">The field.</param>
    /// <param name="prefix">Empty: the field must not be there.</param>
    /// <param name="value">Empty: the field goes.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="RedisServerException">Redis answered with an error.</exception>
    /// <exception cref="RedisConnectionException">There was no answer; the field may have been written.</exception>
    public static async Task<bool> SwapAsync(
        this RedisClient redis, string key, RedisArgument field, RedisArgument prefix, RedisArgument value,
        CancellationToken cancel) =>
        (await redis.SendAsync(["EVAL", RedisScripts.Swap, 1, key, field, prefix, value], cancel)).Long == 1;
}
