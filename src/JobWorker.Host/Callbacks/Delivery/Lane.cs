namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>The callbacks for one receiver: in the order they fell due, as many at once as its circuit and the places allow.</summary>
/// <param name="most">Attempts under way at once, at most.</param>
/// <param name="places">Those of all receivers.</param>
/// <param name="clock">Tells when a pause is over.</param>
internal sealed class Lane(int most, Places places, TimeProvider clock) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>A callback waits no longer than this for a receiver that does not answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>So many that wait go together at most: enough to share a way, and others are on theirs meanwhile.</summary>
    public const int MostTogether = 16;

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Queue<Errand> _waiting = new();
    private Circuit _circuit = Circuit.New(most);
    private ITimer? _timer;
    private int _underWay;
    private int _awake;

    /// <summary>Attempts under way.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate)
            {
                return _underWay;
            }
        }
    }

    /// <summary>The receiver is only probed, and has been within a day.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _circuit.IsOpen && (_waiting.Count > 0 || !IsLongAgo());
            }
        }
    }

    /// <summary>Nothing is left to do, and nothing to be remembered.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 && _underWay == 0 && (_circuit == Circuit.New(most) || IsLongAgo());
            }
        }
    }

    /// <summary>Runs an errand when its turn comes.</summary>
    public void Add(Errand errand)
    {
        lock (_gate)
        {
            _waiting.Enqueue(errand);
        }

        Wake();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Of a receiver that was last probed then nothing need be remembered.</summary>
    private bool IsLongAgo() => _circuit.IsOpen && clock.GetUtcNow() - _circuit.PausedUntil > Remembered;

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _awake, 0);
        while (Next() is [_, ..] errands)
        {
            _ = RunAsync(errands);
        }

        places.WakeNext();
    }

    /// <summary>Soon, and once for all that is added or over until then: so what comes together can go together.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The oldest that waits, and those right behind it that can go with it.</summary>
    private List<Errand> Next()
    {
        List<Errand> errands = [];
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var free = Math.Min(_circuit.Allowed(now) - _underWay, MostTogether);
            if (_waiting.Count == 0 || free <= 0)
            {
                if (_waiting.Count > 0 && _circuit.PausedUntil > now)
                {
                    _timer ??= clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _timer.Change(_circuit.PausedUntil - now, Timeout.InfiniteTimeSpan);
                }

                return errands;
            }

            var granted = places.Take(this, _underWay, Math.Min(free, _waiting.Count));
            while (errands.Count < granted && (errands.Count == 0 || _waiting.Peek().GoesWith(errands[0])))
            {
                errands.Add(_waiting.Dequeue());
            }

            _underWay += errands.Count;
            if (errands.Count < granted)
            {
                places.GiveBack(granted - errands.Count);
            }
        }

        return errands;
    }

    private async Task RunAsync(List<Errand> errands)
    {
        // None is kept by those before it.
        await Task.Yield();
        if (errands is [var one])
        {
            await EndAsync(one.Try());
            return;
        }

        foreach (var answer in errands[0].Together!(errands))
        {
            _ = EndAsync(answer);
        }
    }

    private async Task EndAsync(Task<WebhookAnswer?> attempt)
    {
        WebhookAnswer? answer = null;
        try
        {
            answer = await attempt;
        }
        finally
        {
            // Whatever became of it: a place that is not given back is lost to the receiver for good.
            var late = Learn(answer);
            places.GiveBack(1);
            foreach (var errand in late)
            {
                _ = errand.GiveUp(answer!);
            }

            Wake();
        }
    }

    /// <summary>What has waited too long for a receiver that does not answer.</summary>
    private List<Errand> Learn(WebhookAnswer? answer)
    {
        List<Errand> late = [];
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _underWay--;
            if (answer is null or { Refused: true })
            {
                return late;
            }

            _circuit = answer.StatusCode is null or 429 or >= 500 ? _circuit.Failed(now, answer.RetryAfter) : _circuit.Answered(most);
            while (_circuit.IsOpen && _waiting.TryPeek(out var oldest) && now - oldest.Since > Longest)
            {
                late.Add(_waiting.Dequeue());
            }
        }

        return late;
    }
}
