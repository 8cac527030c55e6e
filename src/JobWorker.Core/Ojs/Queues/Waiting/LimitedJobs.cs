using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Waiting;

/// <summary>The jobs of one key with a limit: of those that wait, as many are shown as may be begun.</summary>
internal sealed class LimitedJobs
{
    private readonly HashSet<long> _active = [];
    private readonly SortedSet<Turn> _waiting = [];
    private readonly HashSet<Turn> _shown = [];
    private long _newest = -1;

    /// <summary>How many may be worked on at once, as the newest of them says.</summary>
    public int Most { get; private set; } = 1;

    /// <summary>How many are.</summary>
    public int Active => _active.Count;

    /// <summary>How many wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Active == 0 && Waiting == 0;

    /// <summary>Takes note of a job that waits or is worked on.</summary>
    public void Add(OjsJob job, Turn turn, int most)
    {
        if (job.State is JobState.Active)
        {
            _active.Add(turn.Place);
        }
        else
        {
            _waiting.Add(turn);
        }

        if (turn.Place >= _newest)
        {
            (_newest, Most) = (turn.Place, most);
        }
    }

    /// <summary>Forgets a job.</summary>
    public void Remove(Turn turn)
    {
        _active.Remove(turn.Place);
        _waiting.Remove(turn);
        _shown.Remove(turn);
    }

    /// <summary>Which jobs are to be shown that were not, and the other way round.</summary>
    public (List<Turn> Shown, List<Turn> Hidden) Balance()
    {
        var wanted = _waiting.Take(Math.Max(0, Most - Active)).ToHashSet();
        var (shown, hidden) = (wanted.Except(_shown).ToList(), _shown.Except(wanted).ToList());
        _shown.UnionWith(shown);
        _shown.ExceptWith(hidden);

        return (shown, hidden);
    }
}
