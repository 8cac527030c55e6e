using System.Collections.Concurrent;
using JobWorker.Core.Jobs;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs;

/// <summary>The jobs this process looks after: one keeper each and one turn at a time, whoever calls.</summary>
/// <remarks>
/// Where one replica alone works, every actor lives in its process, and a call of it from there need not go to the sidecar and
/// back. Only reminders are the actor's own: a turn that needs one is taken again by way of the sidecar. Should the sidecar
/// place an actor elsewhere all the same, there are two keepers of one job, which the journal tells apart.
/// </remarks>
internal sealed class JobsHere : IDisposable
{
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Func<JobKeepers> _keepers;
    private readonly LeaderRole _role;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _idle;
    private readonly ITimer _sweep;

    /// <param name="keepers">Asked late: whatever keepers use may itself tell jobs something.</param>
    /// <param name="role">Says whether this replica alone works.</param>
    /// <param name="options">How long a job stays in memory without a call.</param>
    /// <param name="clock">Measures that.</param>
    public JobsHere(Func<JobKeepers> keepers, LeaderRole role, IOptions<JobOptions> options, TimeProvider clock)
    {
        (_keepers, _role, _clock, _idle) = (keepers, role, clock, options.Value.IdleTimeout);
        _sweep = clock.CreateTimer(_ => Sweep(), null, _idle, _idle);
    }

    /// <summary>How many are in memory.</summary>
    public int Count => _places.Count;

    /// <summary>One turn. None: it needs a reminder set or ended, or this replica is not alone; ask the actor.</summary>
    public async Task<JobReply?> TryTellAsync(string actorId, JobCommand command)
    {
        if (!_role.WorksAlone)
        {
            return null;
        }

        try
        {
            return await TellAsync(actorId, command, reminded: false, NoReminder.Instance);
        }
        catch (ReminderNeededException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="JobKeeper.TellAsync(JobCommand, bool, CancellationToken)"/>
    public async Task<JobReply> TellAsync(string actorId, JobCommand command, bool reminded, IJobReminder reminder)
    {
        Place place;
        while (!(place = _places.GetOrAdd(actorId, NewPlace)).TryEnter())
        {
            // It is being swept: the next look finds it gone.
            await Task.Yield();
        }

        try
        {
            return await place.TellAsync(command, reminded, reminder);
        }
        finally
        {
            place.Leave(_clock.GetTimestamp());
        }
    }

    public void Dispose() => _sweep.Dispose();

    private Place NewPlace(string actorId)
    {
        var place = new Place();
        place.Keeper = _keepers().Keeper(actorId, place);

        return place;
    }

    private void Sweep()
    {
        foreach (var (actorId, place) in _places)
        {
            if (_clock.GetElapsedTime(place.LastCall) >= _idle && place.TryClose())
            {
                _places.TryRemove(KeyValuePair.Create(actorId, place));
                place.Dispose();
            }
        }
    }

    /// <summary>One job: its keeper, and who is at it.</summary>
    private sealed class Place : IJobReminder, IDisposable
    {
        private const int Closed = -1;

        private readonly SemaphoreSlim _turn = new(1);
        private IJobReminder _reminder = NoReminder.Instance;
        private int _inside;
        private long _lastCall = long.MaxValue;

        public JobKeeper Keeper { get; set; } = null!;

        public long LastCall => Volatile.Read(ref _lastCall);

        public bool TryEnter()
        {
            for (var inside = Volatile.Read(ref _inside); inside != Closed; inside = Volatile.Read(ref _inside))
            {
                if (Interlocked.CompareExchange(ref _inside, inside + 1, inside) == inside)
                {
                    return true;
                }
            }

            return false;
        }

        public void Leave(long now)
        {
            Volatile.Write(ref _lastCall, now);
            Interlocked.Decrement(ref _inside);
        }

        public bool TryClose() => Interlocked.CompareExchange(ref _inside, Closed, 0) == 0;

        public async Task<JobReply> TellAsync(JobCommand command, bool reminded, IJobReminder reminder)
        {
            await _turn.WaitAsync();
            try
            {
                _reminder = reminder;
                return await Keeper.TellAsync(command, reminded, CancellationToken.None);
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose() => _turn.Dispose();

        Task IJobReminder.ArmAsync() => _reminder.ArmAsync();

        Task IJobReminder.DisarmAsync() => _reminder.DisarmAsync();
    }

    /// <summary>Outside its actor a job has no reminder.</summary>
    private sealed class NoReminder : IJobReminder
    {
        public static readonly NoReminder Instance = new();

        public Task ArmAsync() => throw new ReminderNeededException();

        public Task DisarmAsync() => throw new ReminderNeededException();
    }
}

/// <summary>A turn cannot go on without the job's actor, which alone can set or end its reminder.</summary>
internal sealed class ReminderNeededException : Exception;
