namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>How many attempts may be under way over all receivers, shared so that those that are slow leave places for others.</summary>
/// <remarks>
/// A receiver may have a quarter as many under way as there are places free, and one in any case: one alone gets a fifth of all, and
/// nine that keep theirs for long a thirteenth each, with four thirteenths left for whoever comes.
/// </remarks>
/// <param name="most">All there are.</param>
internal sealed class Places(int most)
{
    private readonly Lock _gate = new();
    private readonly List<(Lane Lane, int Held)> _short = [];
    private int _taken;

    /// <summary>As many as it may have of those it wants; where that is none it is woken once it may have one.</summary>
    /// <param name="lane">Who asks.</param>
    /// <param name="held">How many it has.</param>
    /// <param name="wanted">How many more it wants, from 1.</param>
    public int Take(Lane lane, int held, int wanted)
    {
        lock (_gate)
        {
            var granted = Math.Min(Allowed(held), wanted);
            _taken += granted;
            var place = _short.FindIndex(waits => waits.Lane == lane);
            if (granted == 0 && place < 0)
            {
                _short.Add((lane, held));
            }
            else if (granted == 0)
            {
                _short[place] = (lane, held);
            }

            return granted;
        }
    }

    /// <summary>Gives some back.</summary>
    public void GiveBack(int count)
    {
        lock (_gate)
        {
            _taken -= count;
        }

        WakeNext();
    }

    /// <summary>Wakes who has waited longest of those that may have one; it wakes the next in turn.</summary>
    public void WakeNext()
    {
        Lane? next = null;
        lock (_gate)
        {
            if (_short.FindIndex(waits => Allowed(waits.Held) > 0) is >= 0 and var place)
            {
                next = _short[place].Lane;
                _short.RemoveAt(place);
            }
        }

        next?.Wake();
    }

    /// <summary>How many more whoever has so many may have.</summary>
    private int Allowed(int held)
    {
        var free = most - _taken;

        return held == 0 && free > 0 ? Math.Max(1, free / 5) : Math.Max(0, (free - (4 * held)) / 5);
    }
}
