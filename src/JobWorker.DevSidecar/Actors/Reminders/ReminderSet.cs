using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>There is a reminder of that name and the app did not want it overwritten.</summary>
internal sealed class ReminderExistsException(ReminderKey key) : Exception($"reminder {key.Name} already exists");

/// <summary>Stands in for Dapr's scheduler: fires the reminders of hosted actors, and keeps them over restarts.</summary>
internal sealed class ReminderSet : IDisposable
{
    private const string CancelHeader = "X-DaprReminderCancel";

    /// <summary>Deliveries of one tick: the first and three retries. Then the tick is lost.</summary>
    private const int Attempts = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<ReminderKey, Reminder> _reminders = [];
    private readonly ReminderStore _store;
    private readonly ActorHost _host;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DueQueue<Reminder> _queue;

    public ReminderSet(ReminderStore store, ActorHost host, TimeProvider clock, ILogger logger)
    {
        (_store, _host, _clock, _logger) = (store, host, clock, logger);
        _queue = new DueQueue<Reminder>(clock, reminder => _ = FireAsync(reminder));
    }

    /// <summary>A fault: whether a tick is lost before anybody hears of it.</summary>
    public Func<bool>? Drops { get; init; }

    /// <summary>Takes the reminders of the hosted types from the database; those at work go on.</summary>
    /// <remarks>Overdue ones fire at once, and once only.</remarks>
    public void Start(IReadOnlyCollection<string> types)
    {
        foreach (var reminder in _store.Load(types))
        {
            lock (_gate)
            {
                if (!_reminders.TryAdd(reminder.Key, reminder))
                {
                    continue;
                }
            }

            _queue.Add(reminder, reminder.NextDue);
        }
    }

    /// <summary>Leaves all reminders to the database: nobody is here to be reminded.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (var reminder in _reminders.Values)
            {
                reminder.Gone = true;
            }

            _reminders.Clear();
        }

        _queue.Clear();
    }

    /// <summary>Registers a reminder; it is on disk when the task ends.</summary>
    /// <exception cref="FormatException">A time in the request is none.</exception>
    /// <exception cref="ReminderExistsException">There is one already, and it is not to be overwritten.</exception>
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
            if (_reminders.TryGetValue(key, out var present))
            {
                present.Gone = request.Overwrite ? true : throw new ReminderExistsException(key);
            }

            _reminders[key] = reminder;
            written = _store.PutAsync(reminder);
        }

        await written;
        _queue.Add(reminder, reminder.NextDue);
    }

    public Reminder? Find(ReminderKey key)
    {
        lock (_gate)
        {
            return _reminders.GetValueOrDefault(key);
        }
    }

    public Task DeleteAsync(ReminderKey key)
    {
        lock (_gate)
        {
            if (_reminders.Remove(key, out var present))
            {
                present.Gone = true;
            }

            return _store.DeleteAsync(key);
        }
    }

    public void Dispose() => _queue.Dispose();

    private async Task FireAsync(Reminder reminder)
    {
        try
        {
            var over = reminder.Ends <= _clock.GetUtcNow() || (Drops?.Invoke() != true && await TickAsync(reminder));
            await AdvanceAsync(reminder, over);
        }
        catch (ActorNotHostedException)
        {
            // Still in the database; Start takes it up again.
        }
        catch (Exception e)
        {
            _logger.ReminderBroken(reminder.Key.Actor.Type, reminder.Key.Actor.Id, reminder.Key.Name, e);
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

            await Task.Delay(Pause, _clock);
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
        Task written;
        var goesOn = false;
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

            written = goesOn ? _store.PutAsync(reminder) : _store.DeleteAsync(reminder.Key);
        }

        await written;
        if (goesOn)
        {
            _queue.Add(reminder, reminder.NextDue);
        }
    }
}
