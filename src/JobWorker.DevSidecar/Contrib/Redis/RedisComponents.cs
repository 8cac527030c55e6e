using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>What all Redis components do to come up.</summary>
internal static class RedisComponents
{
    /// <exception cref="ComponentException">A field cannot work, or Redis cannot be reached.</exception>
    public static async Task<RedisClient> ConnectAsync(
        ComponentSpec spec, ComponentContext context, ILogger logger, CancellationToken cancel)
    {
        var settings = RedisSettings.From(spec, context.EmbeddedRedis);
        try
        {
            return await RedisClient.ConnectAsync(settings, context.Clock, logger, cancel);
        }
        catch (RedisConnectionException e)
        {
            throw new ComponentException($"{spec.Source}: component '{spec.Name}' ({spec.Type}): {e.Message}", e);
        }
    }
}
