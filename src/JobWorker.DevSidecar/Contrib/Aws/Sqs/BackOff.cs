namespace JobWorker.DevSidecar.Contrib.Aws.Sqs;

/// <summary>Pauses that double from half a second to half a minute, until something works again.</summary>
internal sealed class BackOff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private TimeSpan _next = First;

    /// <summary>The pause that comes next.</summary>
    public TimeSpan Next => _next;

    /// <summary>Something worked.</summary>
    public void Reset() => _next = First;

    /// <summary>Pauses; ends early, without an exception, when <paramref name="cancel"/> fires.</summary>
    public async Task PauseAsync(CancellationToken cancel)
    {
        var pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        await Task.Delay(pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
