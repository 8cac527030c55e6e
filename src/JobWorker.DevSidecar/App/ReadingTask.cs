namespace JobWorker.DevSidecar.App;

/// <summary>Work that is first asked to stop and, when it has not after a while, made to.</summary>
internal sealed class ReadingTask : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _task;

    /// <param name="run">Gets the token that asks and the token that ends calls in flight.</param>
    public ReadingTask(Func<CancellationToken, CancellationToken, Task> run) => _task = run(_stop.Token, _abort.Token);

    /// <summary>Returns when the work has ended.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_task, Task.Delay(patience));
        await _abort.CancelAsync();
        await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }
}
