namespace JobWorker.DevSidecar.Embedded;

internal sealed class EmbeddedRedis : IAsyncDisposable
{
    public string Address => throw new NotSupportedException("embedded");

    public static Task<EmbeddedRedis> StartAsync(
        string dataFolder, int port, ILoggerFactory logs, TimeProvider clock, CancellationToken cancel) =>
        throw new NotSupportedException("embedded");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
