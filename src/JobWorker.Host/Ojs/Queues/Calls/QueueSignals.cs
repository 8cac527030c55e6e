using System.Collections.Concurrent;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Tells who waits in this process that a queue of this process has jobs to fetch, or that something happened.</summary>
internal sealed class QueueSignals
{
    private readonly Lock _gate = new();

    /// <summary>Only of queues that somebody listens to: names that clients make up leave nothing behind.</summary>
    private readonly Dictionary<string, Bell> _bells = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Happened> _told = new(StringComparer.Ordinal);

    /// <summary>Listens to queues until it is disposed of.</summary>
    public Listener Listen(IReadOnlyCollection<string> queues)
    {
        lock (_gate)
        {
            return new Listener(this, [.. queues.Distinct(StringComparer.Ordinal).Select(BellOf)]);
        }
    }

    /// <summary>Ends when something happens in the queue next.</summary>
    public Task Told(string queue) => _told.GetOrAdd(queue, _ => new Happened()).Next;

    /// <summary>What happened in the queue last is the event of this id.</summary>
    public void Tell(string queue, string? last)
    {
        if (last is not null)
        {
            _told.GetOrAdd(queue, _ => new Happened()).Now(last);
        }
    }

    /// <summary>How many queues somebody listens to.</summary>
    public int Heard
    {
        get
        {
            lock (_gate)
            {
                return _bells.Count;
            }
        }
    }

    /// <summary>The queue has jobs to fetch.</summary>
    public void Ring(string queue)
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            if (_bells.TryGetValue(queue, out var bell))
            {
                (next, bell.Next) = (bell.Next, Coming());
            }
        }

        next?.TrySetResult();
    }

    private static TaskCompletionSource Coming() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Bell BellOf(string queue)
    {
        if (!_bells.TryGetValue(queue, out var bell))
        {
            _bells.Add(queue, bell = new Bell(queue));
        }

        bell.Listeners++;

        return bell;
    }

    /// <summary>Somebody who waits for jobs of some queues.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly QueueSignals _signals;
        private readonly Bell[] _bells;

        internal Listener(QueueSignals signals, Bell[] bells) => (_signals, _bells) = (signals, bells);

        /// <summary>Of each queue what ends when it signals next.</summary>
        public IReadOnlyList<Task> Next()
        {
            lock (_signals._gate)
            {
                return [.. _bells.Select(bell => bell.Next.Task)];
            }
        }

        public void Dispose()
        {
            lock (_signals._gate)
            {
                foreach (var bell in _bells)
                {
                    if (--bell.Listeners == 0)
                    {
                        _signals._bells.Remove(bell.Queue);
                    }
                }
            }
        }
    }

    /// <summary>What rings when a queue signals.</summary>
    internal sealed class Bell(string queue)
    {
        public string Queue => queue;

        public int Listeners { get; set; }

        public TaskCompletionSource Next { get; set; } = Coming();
    }

    private sealed class Happened
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _last;

        public Task Next => Volatile.Read(ref _next).Task;

        /// <summary>Only what is new: asking what happened is no news.</summary>
        public void Now(string last)
        {
            if (Interlocked.Exchange(ref _last, last) != last)
            {
                Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
    }
}
