using System.Collections.Immutable;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>A queue's engine with its memory: loads, decides, stores, then answers.</summary>
/// <remarks>
/// Turns are kept here, not by the sidecar, so that this process can call without it; the log keeps other processes out. A turn
/// ends when its entry is sent: the next one decides while the store is at work, and no answer is given before everything that
/// it rests on is stored.
/// </remarks>
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
        for (var n = 0; n < Tries; n++)
        {
            var turn = await InTurnAsync(async () => await DecideAsync(await OpenAsync(cancel), call, cancel), cancel);
            if (await turn.Stored)
            {
                return new QueueReply(turn.Answers);
            }
        }

        throw new JournalUnavailableException($"Queue {name} has another owner.");
    }

    /// <summary>As <see cref="ApplyAsync"/>, for who did not ask the sidecar where the queue is.</summary>
    /// <returns>None: the queue has left this process, or another has taken it over; nothing was done.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer; what became of the operations is unknown.</exception>
    public async Task<QueueReply?> TryApplyAsync(QueueCall call)
    {
        var turn = await InTurnAsync(
            async () => !_left && _open is { IsLost: false } open ? await DecideAsync(open, call, CancellationToken.None) : null,
            CancellationToken.None);

        return turn is not null && await turn.Stored ? new QueueReply(turn.Answers) : null;
    }

    /// <summary>The reminder came: does what is due and, where nothing ever will be, wants no more reminders.</summary>
    public async Task RemindedAsync(CancellationToken cancel)
    {
        await ApplyAsync(new QueueCall([new QueueOperation.Tick()]), cancel);
        await InTurnAsync(async () => await RestAsync(cancel), cancel);
    }

    /// <summary>Writes everything down and lets go.</summary>
    public async ValueTask DisposeAsync() => await InTurnAsync(
        async () =>
        {
            _left = true;
            await (_timer?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (_open is { } open)
            {
                _open = null;
                await open.CloseAsync(CancellationToken.None);
            }

            return true;
        },
        CancellationToken.None);

    /// <summary>One after the other. There is no end to this: who waits for a turn must still find out that the queue has left.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Turn> DecideAsync(OpenQueue open, QueueCall call, CancellationToken cancel)
    {
        try
        {
            await open.RecallAsync(call, cancel);
            var answers = open.Handle(call, shared.Clock.GetUtcNow(), QueueKeepers.Chance());
            await ArmAsync(open);
            WakeAt(open.State.NextDue);
            var stored = open.StoreAsync();
            await open.ShortenAsync();

            return new Turn(answers, stored);
        }
        catch
        {
            // What is in memory may be ahead of what is stored.
            _open = null;
            await open.LeaveAsync();
            throw;
        }
    }

    private async Task<bool> RestAsync(CancellationToken cancel)
    {
        if (_open is not { IsIdle: true } open || !await open.CheckpointAsync(cancel))
        {
            return false;
        }

        await reminder.DisarmAsync();
        _armed = false;

        return true;
    }

    private async Task<OpenQueue> OpenAsync(CancellationToken cancel)
    {
        if (_open is { IsLost: true } lost)
        {
            _open = null;
            await lost.LeaveAsync();
        }

        return _open ??= await OpenQueue.LoadAsync(name, await shared.NumberAsync(name, cancel), _keys, shared, cancel);
    }

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

    /// <summary>Operations that are decided.</summary>
    /// <param name="Answers">Given once that is stored.</param>
    /// <param name="Stored">False: another owner has the queue, and nothing was done.</param>
    private sealed record Turn(ImmutableArray<QueueAnswer> Answers, Task<bool> Stored);
}

/// <summary>Wakes a queue up in whatever process it is then.</summary>
internal interface IQueueReminder
{
    /// <summary>From now on, every so often.</summary>
    Task ArmAsync();

    /// <summary>No more.</summary>
    Task DisarmAsync();
}
