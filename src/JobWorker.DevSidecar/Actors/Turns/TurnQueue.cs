namespace JobWorker.DevSidecar.Actors.Turns;

/// <summary>Whose turn it is at one actor: first come, first served, and calls of one chain share a turn.</summary>
internal sealed class TurnQueue
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Turn> _turns = new();

    /// <summary>Whether it is anybody's turn.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _turns.Count > 0;
            }
        }
    }

    /// <summary>Waits for the turn; the pass ends it.</summary>
    /// <exception cref="ActorStackDepthException">Too many calls of the chain are here already.</exception>
    public async Task<TurnPass> EnterAsync(Chain chain, CancellationToken cancel)
    {
        var pass = Join(chain);
        try
        {
            await pass.Turn.Begun.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            pass.Dispose();
            throw;
        }

        return pass;
    }

    internal void Exit(Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Depth > 0)
            {
                return;
            }

            _turns.Remove(turn);
            _turns.First?.Value.Begin();
        }
    }

    private TurnPass Join(Chain chain)
    {
        lock (_gate)
        {
            if (chain.Id is not null && _turns.FirstOrDefault(turn => turn.Chain == chain.Id) is { } shared)
            {
                shared.Depth = shared.Depth < chain.MaxDepth ? shared.Depth + 1 : throw new ActorStackDepthException();
                return new TurnPass(this, shared, IsNested: true);
            }

            var turn = new Turn(chain.Id, mayBegin: _turns.Count == 0);
            _turns.AddLast(turn);
            return new TurnPass(this, turn, IsNested: false);
        }
    }
}

/// <summary>One turn, which may be several calls deep.</summary>
internal sealed class Turn
{
    private readonly TaskCompletionSource? _begun;

    public Turn(string? chain, bool mayBegin)
    {
        Chain = chain;
        _begun = mayBegin ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The chain whose turn it is; none for a call that is part of none.</summary>
    public string? Chain { get; }

    /// <summary>Calls in it.</summary>
    public int Depth { get; set; } = 1;

    public Task Begun => _begun?.Task ?? Task.CompletedTask;

    /// <summary>Lets its calls in. More than once is as good as once.</summary>
    public void Begin() => _begun?.TrySetResult();
}

/// <summary>The right to be in an actor, until disposed.</summary>
/// <param name="Queue">Where it came from.</param>
/// <param name="Turn">Shared with the other calls of the chain.</param>
/// <param name="IsNested">Another call of its chain was there before.</param>
internal readonly record struct TurnPass(TurnQueue Queue, Turn Turn, bool IsNested) : IDisposable
{
    public void Dispose() => Queue.Exit(Turn);
}
