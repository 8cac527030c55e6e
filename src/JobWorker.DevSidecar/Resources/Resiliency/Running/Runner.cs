using System.Runtime.ExceptionServices;

namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>Makes calls under the policies of one target: retries around the circuit breaker, that around the timeout.</summary>
/// <param name="target">For the log.</param>
/// <param name="timeout">The time one try may take; none for no limit.</param>
/// <param name="retry">None makes one try only.</param>
/// <param name="circuit">None lets every try pass.</param>
/// <param name="clock">Measures pauses and timeouts.</param>
/// <param name="logger">Told of retries.</param>
internal sealed class Runner(
    string target, TimeSpan? timeout, RetryPolicy? retry, Circuit? circuit, TimeProvider clock, ILogger logger)
{
    /// <summary>Whether there is a retry policy, be it one of no retries.</summary>
    public bool HasRetry => retry is not null;

    /// <inheritdoc cref="RunAsync{T}(Call{T}, CancellationToken)"/>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> make, CancellationToken cancel) =>
        timeout is null && retry is null && circuit is null ? make(cancel) : RunAsync(new Call<T>(make), cancel);

    /// <summary>Answers what the last try answered, a failure included.</summary>
    /// <exception cref="PolicyException">The circuit did not let it pass, or it took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <remarks>Any exception of the last try comes out as it was.</remarks>
    public async Task<T> RunAsync<T>(Call<T> call, CancellationToken cancel)
    {
        var begin = clock.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var end = await PassAsync(call, cancel);
            if (end.Failure is not { } failure)
            {
                return end.Answer!;
            }

            if (retry?.Next(tries, failure, clock.GetElapsedTime(begin), Random.Shared.NextDouble()) is not { } pause)
            {
                end.Error?.Throw();
                return end.Answer!;
            }

            logger.TriedAgain(target, call.What, tries, pause, failure.Reason);
            await Task.Delay(pause, clock, call.Stop.CanBeCanceled ? call.Stop : cancel);
        }
    }

    /// <summary>One try, if the circuit lets it pass.</summary>
    private async Task<End<T>> PassAsync<T>(Call<T> call, CancellationToken cancel)
    {
        if (circuit is null)
        {
            return await TryAsync(call, cancel);
        }

        if (circuit.Refuses(out var pass) is { } refusal)
        {
            return new End<T>(
                default, new Failure(refusal, Final: true), ExceptionDispatchInfo.Capture(new CircuitOpenException(refusal)));
        }

        var success = false;
        try
        {
            var end = await TryAsync(call, cancel);
            success = end.Failure is null;
            return end;
        }
        finally
        {
            circuit.Leave(pass, success);
        }
    }

    private async Task<End<T>> TryAsync<T>(Call<T> call, CancellationToken cancel)
    {
        try
        {
            var answer = await (timeout is { } limit ? LimitedAsync(call, limit, cancel) : call.Make(cancel));
            return new End<T>(answer, call.Judge(answer), null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return new End<T>(default, call.JudgeError(e), ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <summary>Cancels the try when its time is over, and waits no longer even where it does not heed that.</summary>
    private async Task<T> LimitedAsync<T>(Call<T> call, TimeSpan limit, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            return await call.Make(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new CallTimedOutException(limit);
        }
    }

    /// <summary>How a try ended.</summary>
    private readonly record struct End<T>(T? Answer, Failure? Failure, ExceptionDispatchInfo? Error);
}
