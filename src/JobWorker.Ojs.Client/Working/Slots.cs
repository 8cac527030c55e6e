namespace JobWorker.Ojs.Client.Working;

/// <summary>What a worker can still take.</summary>
/// <remarks>
/// A handler's place is free when the handler has ended, so that the next jobs are asked for while the outcomes of the last are
/// being told. Where the server hears none of them, nothing is taken any more once as many wait as can be done at a time.
/// </remarks>
/// <param name="most">Jobs that can be done at a time.</param>
internal sealed class Slots(int most)
{
    private readonly Lock _gate = new();
    private int _asked;
    private int _doing;
    private int _telling;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when there may be more to ask for than there was when it was read.</summary>
    public Task Changed => _changed.Task;

    /// <summary>How many jobs to ask for; they count as asked for from now on.</summary>
    public int Ask()
    {
        lock (_gate)
        {
            var held = _asked + _doing;
            var free = Math.Max(0, Math.Min(most, (2 * most) - _telling) - held);
            _asked += free;

            return free;
        }
    }

    /// <summary>The answer has come: what was asked for is asked for no more, and so many jobs are being done.</summary>
    public void Take(int asked, int jobs)
    {
        lock (_gate)
        {
            _asked -= asked;
            _doing += jobs;
        }
    }

    /// <summary>A handler has ended, its outcome is being told.</summary>
    public void Done()
    {
        lock (_gate)
        {
            _doing--;
            _telling++;
        }

        Wake();
    }

    /// <summary>The server has heard the outcome of a job, or never will.</summary>
    public void Told()
    {
        lock (_gate)
        {
            _telling--;
        }

        Wake();
    }

    /// <summary>Has those look again who wait for a change.</summary>
    public void Wake() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
