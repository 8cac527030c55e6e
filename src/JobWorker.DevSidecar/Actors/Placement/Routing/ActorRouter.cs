using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Actors.Placement.Routing;

/// <summary>Takes calls to where their actor is.</summary>
/// <remarks>A call waits while its actor moves. One that met nobody looks again, a little later and not for ever.</remarks>
/// <param name="host">The actors here.</param>
/// <param name="whereabouts">Where all of them are.</param>
/// <param name="peers">The sidecars of the others.</param>
internal sealed class ActorRouter(ActorHost host, Whereabouts whereabouts, PeerCalls peers)
{
    private const int Looks = 20;
    private const int LooksForReminders = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitWhileUnsure = TimeSpan.FromSeconds(1);

    /// <summary>More than any drain takes.</summary>
    private static readonly TimeSpan WaitWhileMoving = TimeSpan.FromSeconds(30);

    /// <summary>Takes one turn, wherever that is.</summary>
    /// <exception cref="ActorNotHostedException">The type is hosted nowhere, or nobody was found who has the actor.</exception>
    /// <exception cref="AppUnreachableException">There was no answer.</exception>
    /// <exception cref="ActorCallException">The actor ended under the call.</exception>
    public async Task<AppAnswer> TurnAsync(ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        for (var looks = 1; ; looks++)
        {
            var change = whereabouts.Change;
            var (place, there) = whereabouts.Find(actor);
            try
            {
                switch (place)
                {
                    case Place.Here:
                        return await host.TurnAsync(actor, request, cancel);
                    case Place.There:
                        return await WhileInAsync(there!, stop =>
                            peers.TurnAsync(there!, whereabouts.View.Table.Epoch, actor, request, stop), cancel);
                    case Place.Nowhere:
                        throw new ActorNotHostedException(actor);
                    default:
                        await WaitAsync(place == Place.Unsure ? WaitWhileUnsure : WaitWhileMoving, actor, change, cancel);
                        break;
                }
            }
            catch (ActorMovedException) when (looks < Looks)
            {
                await LookAgainAsync(change, cancel);
            }
        }
    }

    /// <summary>Does something with an actor's reminders where they are kept in order.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="here">Does it here.</param>
    /// <param name="there">Has it done by another sidecar, in this epoch; answers how.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What another sidecar answered; none where it was done here.</returns>
    /// <exception cref="ActorNotHostedException">Nobody was found who has the actor.</exception>
    public async Task<AppAnswer?> AtHolderAsync(
        ActorKey actor, Func<Task> here, Func<PlacedHost, long, CancellationToken, Task<AppAnswer>> there,
        CancellationToken cancel)
    {
        for (var looks = 1; ; looks++)
        {
            var change = whereabouts.Change;
            var view = whereabouts.View;
            var holder = view.Holder(actor);
            try
            {
                if (holder is not null && holder.Id != view.Me)
                {
                    return await WhileInAsync(holder, stop => there(holder, view.Table.Epoch, stop), cancel);
                }

                await here();
                return null;
            }
            catch (ActorMovedException) when (view.IsMoving(actor))
            {
                await WaitAsync(WaitWhileMoving, actor, change, cancel);
            }
            catch (ActorMovedException) when (looks < LooksForReminders)
            {
                await LookAgainAsync(change, cancel);
            }
        }
    }

    /// <summary>For a request from a sidecar that has seen more than this one: waits a moment for the same.</summary>
    public async Task CatchUpAsync(long epoch, CancellationToken cancel)
    {
        var change = whereabouts.Change;
        if (whereabouts.View.Table.Epoch < epoch)
        {
            whereabouts.Doubt();
            await Task.WhenAny(change, Task.Delay(WaitWhileUnsure, cancel));
        }
    }

    /// <summary>Calls another sidecar, and waits no longer than a little after that has left the table.</summary>
    private async Task<AppAnswer> WhileInAsync(
        PlacedHost there, Func<CancellationToken, Task<AppAnswer>> ask, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var answer = ask(stop.Token);
        for (var isIn = true; isIn && !answer.IsCompleted;)
        {
            var change = whereabouts.Change;
            isIn = whereabouts.View.Table.Hosts.Any(host => host.Id == there.Id);
            await (isIn ? Task.WhenAny(answer, change) : Task.WhenAny(answer, Task.Delay(WaitWhileUnsure, cancel)));
        }

        await stop.CancelAsync();
        try
        {
            return await answer;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new AppUnreachableException($"the sidecar at {there.Address} is gone", neverSent: false, e);
        }
    }

    private static async Task WaitAsync(TimeSpan limit, ActorKey actor, Task change, CancellationToken cancel)
    {
        try
        {
            await change.WaitAsync(limit, cancel);
        }
        catch (TimeoutException e)
        {
            throw new ActorNotHostedException(actor, e);
        }
    }

    private async Task LookAgainAsync(Task change, CancellationToken cancel)
    {
        whereabouts.Doubt();
        await Task.WhenAny(change, Task.Delay(Pause, cancel));
        cancel.ThrowIfCancellationRequested();
    }
}
