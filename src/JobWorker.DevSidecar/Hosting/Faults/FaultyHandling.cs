namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary>Lets the handling of a message go wrong.</summary>
internal sealed class FaultyHandling(FaultBoard board, TimeProvider clock, ILogger logger)
{
    /// <summary>Handles a message, with whatever is on: late, more than once, or with the end of the process.</summary>
    /// <param name="what">Names the message's source.</param>
    /// <param name="handle">Returns when the message may be acknowledged; called for each repetition.</param>
    /// <param name="cancel">Ends pauses.</param>
    public async Task RunAsync(string what, Func<Task> handle, CancellationToken cancel)
    {
        if (Fires(FaultKind.DelayDelivery, what) is { } delay)
        {
            await Task.Delay(delay.Time, clock, cancel);
        }

        var repeat = Fires(FaultKind.RepeatDelivery, what);
        var first = handle();
        if (Fires(FaultKind.KillBeforeAnswer, what) is { } kill)
        {
            // At its word: an app that has answered by then has answered too soon.
            await Task.WhenAny(first, Task.Delay(kill.Time, clock, cancel));
            board.Kill();
        }

        for (var time = 0; time < (repeat?.Times ?? 0); time++)
        {
            _ = AgainAsync(handle, repeat!.Time, cancel);
        }

        await first;
        if (Fires(FaultKind.KillAfterAnswer, what) is not null)
        {
            board.Kill();
        }
    }

    private async Task AgainAsync(Func<Task> handle, TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(pause, clock, cancel);
            await handle();
        }
        catch (Exception e)
        {
            // The first delivery alone decides what becomes of the message.
            logger.RepeatFailed(e.Message);
        }
    }

    private FaultSpec? Fires(FaultKind kind, string what)
    {
        var spec = board.Fires(kind);
        if (spec is not null)
        {
            logger.FaultHappened(FaultBoard.NameOf(kind), what);
        }

        return spec;
    }
}
