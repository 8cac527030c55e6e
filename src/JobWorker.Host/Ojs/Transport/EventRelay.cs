namespace JobWorker.Host.Ojs.Transport;

/// <summary>The events of one queue on their way to a sink, in order, each once it is stored.</summary>
/// <remarks>
/// A queue's log is not cut before its events are out, and who reopens the log tells them again, under the same ids: so each
/// event comes at least once.
/// </remarks>
/// <param name="queue">The queue's name.</param>
/// <param name="sink">Where they go.</param>
internal sealed class EventRelay(string queue, IEventSink sink) : IDisposable
{
    /// <summary>So many go to the sink in one call, at most.</summary>
    private const int Together = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Happening> _stored = new();
    private readonly CancellationTokenSource _end = new();
    private bool _busy;
    private Task _run = Task.CompletedTask;

    /// <summary>Whether everything is out that is stored.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_busy;
            }
        }
    }

    /// <summary>Ends when everything is out that is stored by now.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _run;
            }
        }
    }

    /// <summary>These are stored now.</summary>
    public void Release(IReadOnlyList<Happening> stored)
    {
        lock (_gate)
        {
            foreach (var one in stored)
            {
                _stored.Enqueue(one);
            }

            if (_busy || _stored.Count == 0)
            {
                return;
            }

            _busy = true;
            _run = Task.Run(RunAsync);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var end = _end.Token;
        while (Take() is { Count: > 0 } next)
        {
            try
            {
                await sink.TellAsync(queue, next, end);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private List<Happening> Take()
    {
        var taken = new List<Happening>();
        lock (_gate)
        {
            while (taken.Count < Together && _stored.TryDequeue(out var next))
            {
                taken.Add(next);
            }

            _busy = taken.Count > 0;
        }

        return taken;
    }
}
