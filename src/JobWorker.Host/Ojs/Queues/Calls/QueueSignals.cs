using System.Collections.Concurrent;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Tells who waits in this process that a queue of this process has jobs to fetch, or that something happened.</summary>
internal sealed class QueueSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Happened> _told = new(StringComparer.Ordinal);

    /// <summary>What each of the queues ends when it signals next.</summary>
    public IEnumerable<Task> Next(IEnumerable<string> queues) =>
    [
        .. queues.Select(queue => _waiting.GetOrAdd(
            queue, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task),
    ];

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

    /// <summary>The queue has jobs to fetch.</summary>
    public void Ring(string queue)
    {
        if (_waiting.TryRemove(queue, out var waiting))
        {
            waiting.TrySetResult();
        }
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
