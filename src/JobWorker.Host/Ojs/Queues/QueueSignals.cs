using System.Collections.Concurrent;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>Tells who waits in this process that a queue of this process has jobs to fetch.</summary>
internal sealed class QueueSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends when one of the queues signals next.</summary>
    public Task Next(IEnumerable<string> queues) => Task.WhenAny(queues.Select(queue => _waiting.GetOrAdd(
        queue, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task));

    /// <summary>The queue has jobs to fetch.</summary>
    public void Ring(string queue)
    {
        if (_waiting.TryRemove(queue, out var waiting))
        {
            waiting.TrySetResult();
        }
    }
}
