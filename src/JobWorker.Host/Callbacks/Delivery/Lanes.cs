namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>A lane for each receiver: scheme, host and port of a URL. Those with nothing to do are forgotten.</summary>
/// <param name="most">Attempts under way at once to one receiver, at most.</param>
/// <param name="inAll">Attempts under way at once, at most.</param>
/// <param name="clock">Tells when a pause is over.</param>
internal sealed class Lanes(int most, int inAll, TimeProvider clock) : IDisposable
{
    private const int Many = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly Places _places = new(inAll);

    /// <summary>As the settings have it.</summary>
    public static Lanes Of(CallbackOptions options, TimeProvider clock) =>
        new(options.ConcurrencyPerReceiver, options.Concurrency, clock);

    /// <summary>Receivers that have not answered of late and are only probed.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Values.Count(lane => lane.IsOpen);
            }
        }
    }

    /// <summary>The lane of <paramref name="url"/>.</summary>
    public Lane Of(string url)
    {
        var receiver = new Uri(url).GetLeftPart(UriPartial.Authority);
        lock (_gate)
        {
            if (_lanes.TryGetValue(receiver, out var lane))
            {
                return lane;
            }

            if (_lanes.Count >= Many)
            {
                Forget();
            }

            return _lanes[receiver] = new Lane(most, _places, clock);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes.Values)
            {
                lane.Dispose();
            }
        }
    }

    private void Forget()
    {
        foreach (var (receiver, lane) in _lanes.Where(l => l.Value.IsIdle).ToList())
        {
            _lanes.Remove(receiver);
            lane.Dispose();
        }
    }
}
