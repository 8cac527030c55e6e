namespace JobWorker.DevSidecar.Embedded;

internal static class RedisCommand
{
    public static Task<int> ExecuteAsync(string[] args, CancellationToken cancel) => throw new NotSupportedException("redis");
}
