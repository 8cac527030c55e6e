using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Waiting;

/// <summary>Jobs that can be fetched, in the order of fetching: all of them, and those of each tenant.</summary>
/// <remarks>Of the jobs of a key with a limit, only as many are here as may be worked on beside those that are.</remarks>
/// <param name="find">The job at a place.</param>
internal sealed class ReadyJobs(Func<long, OjsJob> find)
{
    private readonly SortedSet<Turn> _all = [];
    private readonly Dictionary<string, SortedSet<Turn>> _ofTenants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LimitedJobs> _limited = new(StringComparer.Ordinal);

    /// <summary>In the order of fetching.</summary>
    public IEnumerable<OjsJob> All => _all.Select(turn => find(turn.Place));

    /// <summary>How far limits are used up, by key.</summary>
    public IEnumerable<LimitUse> Limits => _limited
        .Select(one => new LimitUse(one.Key, one.Value.Most, one.Value.Active, one.Value.Waiting))
        .OrderBy(use => use.Key, StringComparer.Ordinal);

    /// <summary>Those of a tenant, in the order of fetching.</summary>
    public IEnumerable<OjsJob> Of(string tenant) =>
        _ofTenants.TryGetValue(tenant, out var turns) ? turns.Select(turn => find(turn.Place)) : [];

    /// <summary>Takes note of a job as it is.</summary>
    public void Add(OjsJob job)
    {
        var isReady = job is { State: JobState.Available, Held: false };
        if (job.Spec.Concurrency is not { } limit)
        {
            if (isReady)
            {
                Show(TurnOf(job), job.Spec.Tenant);
            }

            return;
        }

        if (!isReady && job.State is not JobState.Active)
        {
            return;
        }

        if (!_limited.TryGetValue(limit.Key, out var jobs))
        {
            _limited.Add(limit.Key, jobs = new LimitedJobs());
        }

        jobs.Add(job, TurnOf(job), limit.Most);
        Balance(jobs);
    }

    /// <summary>Forgets a job as it was.</summary>
    public void Remove(OjsJob job)
    {
        var turn = TurnOf(job);
        Hide(turn, job.Spec.Tenant);
        if (job.Spec.Concurrency is not { } limit || !_limited.TryGetValue(limit.Key, out var jobs))
        {
            return;
        }

        jobs.Remove(turn);
        if (jobs.IsEmpty)
        {
            _limited.Remove(limit.Key);
        }
        else
        {
            Balance(jobs);
        }
    }

    private static Turn TurnOf(OjsJob job) => new(job.Spec.Priority, job.ReadySince.UtcTicks, job.Place);

    private void Balance(LimitedJobs jobs)
    {
        var (shown, hidden) = jobs.Balance();
        hidden.ForEach(turn => Hide(turn, find(turn.Place).Spec.Tenant));
        shown.ForEach(turn => Show(turn, find(turn.Place).Spec.Tenant));
    }

    private void Show(Turn turn, string? tenant)
    {
        _all.Add(turn);
        if (tenant is null)
        {
            return;
        }

        if (!_ofTenants.TryGetValue(tenant, out var turns))
        {
            _ofTenants.Add(tenant, turns = []);
        }

        turns.Add(turn);
    }

    private void Hide(Turn turn, string? tenant)
    {
        if (_all.Remove(turn) && tenant is not null && _ofTenants.TryGetValue(tenant, out var turns)
            && turns.Remove(turn) && turns.Count == 0)
        {
            _ofTenants.Remove(tenant);
        }
    }
}

/// <summary>Higher priorities first, then who has been ready for longer, then who came first.</summary>
internal readonly record struct Turn(int Priority, long Since, long Place) : IComparable<Turn>
{
    public int CompareTo(Turn other) => Priority != other.Priority ? other.Priority.CompareTo(Priority)
        : Since != other.Since ? Since.CompareTo(other.Since)
        : Place.CompareTo(other.Place);
}
