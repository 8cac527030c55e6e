using JobWorker.DevSidecar.Actors.Placement;
using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>Stands in for Dapr's scheduler: fires the reminders of the actors here, and keeps them over restarts.</summary>
internal sealed class ReminderSet : IDisposable
{
    private const string CancelHeader = "X-DaprReminderCancel";

    /// <summary>Deliveries of one tick: the first and three retries. Then the tick is lost.</summary>
    private const int Attempts = 4;

    /// <summary>Tries to note that a tick was delivered.</summary>
    private const int WriteAttempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<ReminderKey, Reminder> _reminders = [];
    private readonly HashSet<Task> _writes = [];
    private readonly IReminderStore _store;
    private readonly ActorHost _host;
    private readonly Whereabouts _whereabouts;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DueQueue<Reminder> _queue;
    private PlacementView _view = PlacementView.Nothing;
    private Func<ActorKey, bool> _has = _ => false;

    public ReminderSet(IReminderStore store, ActorHost host, Whereabouts whereabouts, TimeProvider clock, ILogger logger)
    {
        (_store, _host, _whereabouts, _clock, _logger) = (store, host, whereabouts, clock, logger);
        _queue = new DueQueue<Reminder>(clock, reminder => _ = FireAsync(reminder));
    }

    /// <summary>A fault: whether a tick is lost before anybody hears of it.</summary>
    public Func<bool>? Drops { get; init; }

    /// <summary>Leaves the reminders of actors that are not here to the store, all writes done.</summary>
    public async Task ReleaseAsync(PlacementView view)
    {
        List<Task> pending;
        lock (_gate)
        {
            var had = _has;
            (_view, _has) = (view, actor => had(actor) && view.IsHere(actor));
            foreach (var reminder in Away(view))
            {
                reminder.Leaving.TrySetResult();
            }

            pending = [.. Away(view).Select(reminder => reminder.Firing?.Task).OfType<Task>(), .. _writes];
        }

        await Task.WhenAll(pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            foreach (var reminder in Away(view))
            {
                reminder.Gone = true;
                _reminders.Remove(reminder.Key);
            }
        }
    }

    /// <summary>Takes the reminders of the actors that have come here by <paramref name="view"/> from the store.</summary>
    /// <remarks>Overdue ones fire at once, and once only.</remarks>
    /// <exception cref="ReminderStoreException">The store cannot be read.</exception>
    public async Task LoadAsync(PlacementView view)
    {
        var types = view.Table.Hosts.Where(host => host.Id == view.Me).SelectMany(host => host.Types).ToList();
        var stored = types.Count > 0 ? await _store.LoadAsync(types) : [];
        lock (_gate)
        {
            foreach (var reminder in stored.Where(one => view.IsHere(one.Key.Actor) && !_has(one.Key.Actor)))
            {
                if (_reminders.TryAdd(reminder.Key, reminder))
                {
                    _queue.Add(reminder, reminder.NextDue);
                }
            }

            _has = view.IsHere;
        }
    }

    /// <summary>Registers a reminder; it is on disk when the task ends.</summary>
    /// <exception cref="FormatException">A time in the request is none.</exception>
    /// <exception cref="ReminderExistsException">There is one already, and it is not to be overwritten.</exception>
    /// <exception cref="ReminderStoreException">It may not have been written.</exception>
    /// <exception cref="ActorMovedException">The actor is not here, or not any more, or not yet.</exception>
    public async Task CreateAsync(ReminderKey key, TickRequest request)
    {
        var now = _clock.GetUtcNow();
        var period = Timing.Every(request.Period, daysAllowed: false);
        var reminder = new Reminder(key, request.DueTime, request.Period, request.Data, request.Ends(now))
        {
            NextDue = request.FirstDue(period, now),
            Left = period.Repeats,
        };

        Task written;
        lock (_gate)
        {
            Check(key.Actor);
            if (_reminders.TryGetValue(key, out var present))
            {
                present.Gone = request.Overwrite ? true : throw new ReminderExistsException(key);
            }

            _reminders[key] = reminder;
            written = Kept(_store.PutAsync(reminder));
        }

        await written;
        _queue.Add(reminder, reminder.NextDue);
    }

    /// <exception cref="ActorMovedException">The actor is not here, or not any more, or not yet.</exception>
    public Reminder? Find(ReminderKey key)
    {
        lock (_gate)
        {
            Check(key.Actor);
            return _reminders.GetValueOrDefault(key);
        }
    }

    /// <exception cref="ReminderStoreException">It may still be there.</exception>
    /// <exception cref="ActorMovedException">The actor is not here, or not any more, or not yet.</exception>
    public Task DeleteAsync(ReminderKey key)
    {
        lock (_gate)
        {
            Check(key.Actor);
            if (_reminders.Remove(key, out var present))
            {
                present.Gone = true;
            }

            return Kept(_store.DeleteAsync(key));
        }
    }

    public void Dispose() => _queue.Dispose();

    private List<Reminder> Away(PlacementView view) =>
        _reminders.Values.Where(reminder => !view.IsHere(reminder.Key.Actor)).ToList();

    private void Check(ActorKey actor)
    {
        if (_view.Holder(actor) is not null && !(_has(actor) && _whereabouts.InTime))
        {
            throw new ActorMovedException(actor);
        }
    }

    /// <summary>Remembers a write until it is done. The caller holds the gate.</summary>
    private Task Kept(Task write)
    {
        _writes.RemoveWhere(one => one.IsCompleted);
        _writes.Add(write);
        return write;
    }

    /// <summary>None where it fires no more.</summary>
    private TaskCompletionSource? Begin(Reminder reminder)
    {
        lock (_gate)
        {
            var ends = reminder.Gone || reminder.Leaving.Task.IsCompleted;
            return reminder.Firing = ends ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task FireAsync(Reminder reminder)
    {
        if (Begin(reminder) is not { } firing)
        {
            return;
        }

        try
        {
            var over = reminder.Ends <= _clock.GetUtcNow() || (Drops?.Invoke() != true && await TickAsync(reminder));
            await AdvanceAsync(reminder, over);
        }
        catch (ActorNotHostedException)
        {
            // The actor cannot be called here now: it is leaving, or the sidecar is not sure of it. The tick is still due.
            _queue.Add(reminder, _clock.GetUtcNow() + Pause);
        }
        catch (Exception e)
        {
            _logger.ReminderBroken(reminder.Key.Actor.Type, reminder.Key.Actor.Id, reminder.Key.Name, e);
        }
        finally
        {
            firing.SetResult();
        }
    }

    /// <summary>Delivers one tick, and true when the app wants no more.</summary>
    private async Task<bool> TickAsync(Reminder reminder)
    {
        var (actor, name) = reminder.Key;
        var request = new AppRequest(HttpMethod.Put, $"{actor.Path}/method/remind/{Uri.EscapeDataString(name)}")
        {
            Body = reminder.CallbackBody(),
            ContentType = "application/json",
            Headers = [new(TraceParent.Header, TraceParent.New())],
            BeginsAlone = true,
        };
        for (var attempt = 1; !reminder.Gone; attempt++)
        {
            var (answer, reason) = await AskAsync(actor, request);
            if (answer is { Status: StatusCodes.Status200OK })
            {
                return answer.Header(CancelHeader) == "true";
            }

            if (attempt == Attempts)
            {
                _logger.TickDropped(actor.Type, actor.Id, name, Attempts, reason);
                return false;
            }

            await Task.WhenAny(Task.Delay(Pause, _clock), reminder.Leaving.Task);
            if (reminder.Leaving.Task.IsCompleted)
            {
                throw new ActorMovedException(actor);
            }
        }

        return false;
    }

    private async Task<(AppAnswer? Answer, string Reason)> AskAsync(ActorKey actor, AppRequest request)
    {
        try
        {
            var answer = await _host.TurnAsync(actor, request, CancellationToken.None);
            return (answer, $"the app answered {answer.Status}");
        }
        catch (Exception e) when (e is AppUnreachableException or ActorCallException)
        {
            return (null, e.Message);
        }
    }

    private async Task AdvanceAsync(Reminder reminder, bool over)
    {
        var (from, goesOn) = (reminder.NextDue, false);
        Task written;
        lock (_gate)
        {
            if (reminder.Gone)
            {
                return;
            }

            goesOn = !over && reminder.TryAdvance(_clock.GetUtcNow());
            if (!goesOn)
            {
                reminder.Gone = true;
                _reminders.Remove(reminder.Key);
            }

            written = Kept(WriteAsync(reminder, from, goesOn));
        }

        await written;
        if (goesOn)
        {
            _queue.Add(reminder, reminder.NextDue);
        }
    }

    /// <summary>Writes until it is written: otherwise the tick, which has been delivered, would be again.</summary>
    private async Task WriteAsync(Reminder reminder, DateTimeOffset from, bool goesOn)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await (goesOn ? _store.AdvanceAsync(reminder, from) : _store.FinishAsync(reminder.Key, from));
                return;
            }
            catch (ReminderStoreException) when (attempt < WriteAttempts)
            {
                await Task.Delay(Pause, _clock);
            }
        }
    }
}
