using JobWorker.DevSidecar.Actors.Turns;

namespace JobWorker.DevSidecar.Actors;

/// <summary>An actor the app holds in memory: whose turn it is, and when it has been idle long enough.</summary>
internal sealed class ActiveActor(ActorKey key, long idleAt) : IDisposable
{
    private const long Closed = -1;
    private readonly TurnQueue _turns = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _idleAt = idleAt;

    public ActorKey Key { get; } = key;

    /// <summary>Fires when the call in progress must end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether a call is in progress.</summary>
    public bool IsBusy => _turns.IsBusy;

    /// <summary>Ends when the app has been told that the actor has ended.</summary>
    public Task Over => _over.Task;

    /// <inheritdoc cref="TurnQueue.EnterAsync"/>
    public Task<TurnPass> EnterAsync(Chain chain, CancellationToken cancel) => _turns.EnterAsync(chain, cancel);

    /// <summary>Moves the idle time; false once the actor is closing.</summary>
    public bool TryTouch(long idleAt)
    {
        for (var seen = Volatile.Read(ref _idleAt); seen != Closed;)
        {
            var was = Interlocked.CompareExchange(ref _idleAt, idleAt, seen);
            if (was == seen)
            {
                return true;
            }

            seen = was;
        }

        return false;
    }

    /// <summary>Closes it if it has been idle at <paramref name="now"/>; true for the one caller who did.</summary>
    public bool TryClose(long now)
    {
        var seen = Volatile.Read(ref _idleAt);
        return seen != Closed && seen <= now && Interlocked.CompareExchange(ref _idleAt, Closed, seen) == seen;
    }

    /// <summary>Ends the call in progress.</summary>
    public void End() => _ending.Cancel();

    public void Dispose()
    {
        _ending.Dispose();
        _over.TrySetResult();
    }
}
