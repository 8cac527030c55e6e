using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>A queue's engine with its memory: loads, decides, stores, then answers. One call at a time.</summary>
/// <remarks>Turns are kept here, not by the sidecar, so that this process can call without it; the log keeps other processes out.</remarks>
/// <param name="name">The queue's name.</param>
/// <param name="generation">Everything of the service is forgotten when this changes.</param>
/// <param name="reminder">Wakes the queue up should this process end.</param>
/// <param name="shared">What every keeper shares.</param>
internal sealed class QueueKeeper(string name, long generation, IQueueReminder reminder, QueueKeepers shared) : IAsyncDisposable
{
    private const int Tries = 3;

    /// <summary>Timers take no more than some 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly QueueKeys _keys = shared.Keys(name, generation);
    private readonly SemaphoreSlim _turn = new(1);
    private OpenQueue? _open;
    private ITimer? _timer;
    private bool _armed;
    private bool _left;

    /// <summary>Does all operations, in order, and stores what they changed in one write before it answers.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer; what became of the operations is unknown.</exception>
    public async Task<QueueReply> ApplyAsync(QueueCall call, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await TurnAsync(call, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>As <see cref="ApplyAsync"/>, for who did not ask the sidecar where the queue is.</summary>
    /// <returns>None: the queue has left this process, or another has taken it over; nothing was done.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer; what became of the operations is unknown.</exception>
    public async Task<QueueReply?> TryApplyAsync(QueueCall call)
    {
        await _turn.WaitAsync();
        try
        {
            return _left || _open is not { } open ? null : await AttemptAsync(open, call, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The reminder came: does what is due and, where nothing ever will be, wants no more reminders.</summary>
    public async Task RemindedAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await TurnAsync(new QueueCall([new QueueOperation.Tick()]), cancel);
            if (_open is { IsIdle: true } open)
            {
                await open.CheckpointAsync(cancel);
                await reminder.DisarmAsync();
                _armed = false;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes everything down and lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _left = true;
            await (_timer?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (_open is { } open)
            {
                _open = null;
                await open.CloseAsync(CancellationToken.None);
            }
        }
        finally
        {
            // Not disposed: who waits for a turn must still find out that there is none.
            _turn.Release();
        }
    }

    private async Task<QueueReply> TurnAsync(QueueCall call, CancellationToken cancel)
    {
        for (var n = 0; n < Tries; n++)
        {
            if (await AttemptAsync(await OpenAsync(cancel), call, cancel) is { } reply)
            {
                return reply;
            }
        }

        throw new JournalUnavailableException($"Queue {name} has another owner.");
    }

    /// <summary>None: another owner has the queue, and what was known of it is forgotten.</summary>
    private async Task<QueueReply?> AttemptAsync(OpenQueue open, QueueCall call, CancellationToken cancel)
    {
        QueueReply? reply = null;
        try
        {
            reply = await TryAsync(open, call, cancel);
        }
        finally
        {
            if (reply is null)
            {
                // What is in memory may be ahead of what is stored.
                open.Leave();
                _open = null;
            }
        }

        return reply;
    }

    /// <summary>None: another owner has the queue.</summary>
    private async Task<QueueReply?> TryAsync(OpenQueue open, QueueCall call, CancellationToken cancel)
    {
        await open.RecallAsync(call, cancel);
        var answers = open.Handle(call, shared.Clock.GetUtcNow(), QueueKeepers.Chance());
        await ArmAsync(open);
        if (!await open.StoreAsync(cancel))
        {
            return null;
        }

        WakeAt(open.State.NextDue);
        shared.Tell(name, open.State);

        return new QueueReply(answers);
    }

    private async Task<OpenQueue> OpenAsync(CancellationToken cancel) => _open ??= await OpenQueue.LoadAsync(
        name, await shared.NumberAsync(name, cancel), _keys, shared, cancel);

    /// <summary>Before the write: a crash between the two costs a stale reminder, not a lost one.</summary>
    private async Task ArmAsync(OpenQueue open)
    {
        if (!_armed && !open.IsIdle)
        {
            await reminder.ArmAsync();
            _armed = true;
        }
    }

    private void WakeAt(DateTimeOffset? due)
    {
        if (due is not { } at)
        {
            return;
        }

        var wait = at - shared.Clock.GetUtcNow();
        var bounded = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        _timer ??= shared.Clock.CreateTimer(_ => shared.Tick(name), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(bounded, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Wakes a queue up in whatever process it is then.</summary>
internal interface IQueueReminder
{
    /// <summary>From now on, every so often.</summary>
    Task ArmAsync();

    /// <summary>No more.</summary>
    Task DisarmAsync();
}
