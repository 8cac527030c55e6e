using System.Collections.Concurrent;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>One kind of thing that jobs are part of.</summary>
internal interface IParent
{
    /// <summary>Which kind.</summary>
    ParentKind Kind { get; }

    /// <summary>Hears of the end of a job, maybe more than once.</summary>
    Task EndedAsync(OjsJob job, CancellationToken cancel);
}

/// <summary>Tells parents beside the queue's turns, and the queue once they know.</summary>
internal sealed class Parents(IEnumerable<IParent> parents, IQueues queues, ILogger<Parents> logger) : IParents
{
    private readonly ConcurrentDictionary<string, bool> _telling = new(StringComparer.Ordinal);

    public void Tell(string queue, OjsJob job)
    {
        if (_telling.TryAdd(job.Id, true))
        {
            _ = Task.Run(() => TellAsync(queue, job));
        }
    }

    private async Task TellAsync(string queue, OjsJob job)
    {
        try
        {
            var parent = parents.FirstOrDefault(p => p.Kind == job.Parent!.Kind);
            await (parent?.EndedAsync(job, CancellationToken.None) ?? Task.CompletedTask);
            await queues.AskAsync(queue, new QueueOperation.Told([job.Id]), CancellationToken.None);
        }
        catch (Exception e)
        {
            // The queue hands it over again at its next call, its reminder's at the latest.
            logger.ParentNotTold(job.Id, job.Parent!.Id, e.Message);
        }
        finally
        {
            _telling.TryRemove(job.Id, out _);
        }
    }
}
