namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>One circuit breaker at work: <see cref="CircuitState"/> behind a lock.</summary>
/// <param name="name">For the log.</param>
/// <param name="policy">Its rules.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told when it opens and closes.</param>
internal sealed class Circuit(string name, CircuitPolicy policy, TimeProvider clock, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly long _begin = clock.GetTimestamp();
    private CircuitState _state = CircuitState.New(policy, TimeSpan.Zero);

    /// <summary>Lets one call pass, or says why not.</summary>
    /// <param name="pass">To be given back at the end of the call.</param>
    public string? Refuses(out long pass)
    {
        lock (_gate)
        {
            var now = Move(state => state.At(policy, Now()));
            pass = now.Generation;
            if (now.Refusal(policy) is { } refusal)
            {
                return refusal;
            }

            Move(state => state.Entered());
            return null;
        }
    }

    /// <summary>Counts the end of a call.</summary>
    public void Leave(long pass, bool success)
    {
        lock (_gate)
        {
            var now = Now();
            Move(state => state.At(policy, now).Left(pass, success, policy, now));
        }
    }

    private TimeSpan Now() => clock.GetElapsedTime(_begin);

    private CircuitState Move(Func<CircuitState, CircuitState> change)
    {
        var next = change(_state);
        if (next.Phase != _state.Phase)
        {
            logger.CircuitMoved(name, _state.Phase, next.Phase);
        }

        return _state = next;
    }
}
