namespace k8s.Http;

/// <summary>A timeout on top of the caller's cancellation.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;

    public Deadline(TimeSpan timeout, CancellationToken caller)
    {
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _source.CancelAfter(timeout);
    }

    /// <exception cref="TaskCanceledException">
    /// Time is up; the inner exception is a <see cref="TimeoutException"/>, as in <see cref="HttpClient"/>.
    /// </exception>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(_source.Token);
        }
        catch (OperationCanceledException e) when (_source.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new TaskCanceledException(
                "The API server did not answer in time.", new TimeoutException(e.Message, e), _source.Token);
        }
    }

    public void Dispose() => _source.Dispose();
}
