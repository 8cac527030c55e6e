using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>A queue's engine with its memory: loads, decides, stores, then answers. One call at a time.</summary>
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
    private OpenQueue? _open;
    private ITimer? _timer;
    private bool _armed;

    /// <summary>Does all operations, in order, and stores what they changed in one write before it answers.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer; what became of the operations is unknown.</exception>
    public async Task<QueueReply> ApplyAsync(QueueCall call, CancellationToken cancel)
    {
        for (var n = 0; n < Tries; n++)
        {
            var open = await OpenAsync(cancel);
            try
            {
                if (await TryAsync(open, call, cancel) is { } reply)
                {
                    return reply;
                }
            }
            catch
            {
                // What is in memory may be ahead of what is stored.
                open.Leave();
                _open = null;
                throw;
            }

            open.Leave();
            _open = null;
        }

        throw new JournalUnavailableException($"Queue {name} has another owner.");
    }

    /// <summary>The reminder came: does what is due and, where nothing ever will be, wants no more reminders.</summary>
    public async Task RemindedAsync(CancellationToken cancel)
    {
        await ApplyAsync(new QueueCall([new QueueOperation.Tick()]), cancel);
        if (_open is { IsIdle: true } open)
        {
            await open.CheckpointAsync(cancel);
            await reminder.DisarmAsync();
            _armed = false;
        }
    }

    /// <summary>Writes everything down and lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_timer?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (_open is { } open)
        {
            _open = null;
            await open.CloseAsync(CancellationToken.None);
        }
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
