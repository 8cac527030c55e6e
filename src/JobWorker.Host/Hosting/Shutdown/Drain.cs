using Microsoft.Extensions.Options;

namespace JobWorker.Host.Hosting.Shutdown;

/// <summary>
/// Ends the process in order: intake, then whoever starts turns, then callbacks; the listeners close after that.
/// </summary>
/// <remarks>
/// The sidecar calls back into this process for turns and callbacks, so both listeners must stay open until all is done. A
/// quarter of the time is left for them to close.
/// </remarks>
internal sealed class Drain(
    IEnumerable<IDrain> parts, IOptions<ShutdownOptions> options, TimeProvider clock, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var limit = options.Value.Timeout * 0.75;
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            foreach (var part in parts)
            {
                await part.DrainAsync(either.Token);
            }

            either.Token.ThrowIfCancellationRequested();
            logger.Drained();
        }
        catch (OperationCanceledException)
        {
            logger.DrainCutShort(limit.TotalSeconds);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
