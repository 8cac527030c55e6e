using System.Diagnostics.CodeAnalysis;

namespace JobWorker.DevSidecar.Contrib;

/// <summary>Removes a store's expired rows every so often until disposed. A failure is told and tried again.</summary>
internal sealed class Sweep : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _sweeping;

    /// <param name="remove">Removes what has expired.</param>
    /// <param name="interval">Time between removals; 0 and less is never.</param>
    /// <param name="clock">Tells when.</param>
    /// <param name="logger">Hears of failures.</param>
    public Sweep(Func<CancellationToken, Task> remove, TimeSpan interval, TimeProvider clock, ILogger logger) =>
        _sweeping = interval > TimeSpan.Zero ? SweepAsync(remove, interval, clock, logger) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _sweeping;
        _closing.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Expired rows are invisible anyway, so any failure can wait.")]
    private async Task SweepAsync(Func<CancellationToken, Task> remove, TimeSpan interval, TimeProvider clock, ILogger logger)
    {
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(interval, clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await remove(_closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                logger.CleanupFailed(e);
            }
        }
    }
}
