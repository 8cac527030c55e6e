using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.Actors.Reminders;

namespace JobWorker.DevSidecar.Actors.Placement;

/// <summary>Brings actors and reminders in line with the placement, one change after another.</summary>
/// <remarks>A view that is no longer the newest when its turn comes is skipped: it was never acted on.</remarks>
internal sealed class ActorMoves(ActorHost host, ReminderSet reminders, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task _chain = Task.CompletedTask;
    private volatile PlacementView _latest = PlacementView.Nothing;
    private long _ready;

    /// <summary>Whatever a proposal takes from this sidecar has ended.</summary>
    public event Action? Released;

    /// <summary>The epoch of that proposal; 0 for none.</summary>
    public long Ready => Volatile.Read(ref _ready);

    /// <summary>Whether nothing is left to do for the newest view.</summary>
    public bool AreDone => _chain.IsCompleted;

    /// <summary>Ends what leaves by <paramref name="view"/>, then begins what comes by it.</summary>
    public void Follow(PlacementView view)
    {
        lock (_gate)
        {
            _latest = view;
            var before = _chain;
            _chain = Task.Run(() => FollowAsync(before, view));
        }
    }

    /// <summary>Waits a little for <see cref="AreDone"/>.</summary>
    public Task SettledAsync(CancellationToken cancel) => Task.WhenAny(_chain, Task.Delay(Pause, clock, cancel));

    /// <summary>Leaves all reminders to the store, once the actors have ended.</summary>
    public Task ReleaseAllAsync(PlacementView view) => reminders.ReleaseAsync(view);

    private async Task FollowAsync(Task before, PlacementView view)
    {
        await before;
        while (ReferenceEquals(view, _latest))
        {
            try
            {
                await host.ReleaseAsync(view.IsHere);
                await reminders.ReleaseAsync(view);
                if (view.Proposal is { } next)
                {
                    Volatile.Write(ref _ready, next.Epoch);
                    Released?.Invoke();
                }

                await reminders.LoadAsync(view);
                return;
            }
            catch (Exception e) when (e is ReminderStoreException or FormatException)
            {
                logger.MoveFailed(view.Table.Epoch, e);
                await Task.Delay(Pause, clock);
            }
        }
    }
}
