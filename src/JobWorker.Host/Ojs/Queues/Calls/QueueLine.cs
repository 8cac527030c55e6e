using System.Collections.Immutable;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Operations on their way to one queue: few calls at a time, each with everything that has come meanwhile.</summary>
/// <param name="call">Makes the call.</param>
internal sealed class QueueLine(Func<QueueCall, Task<ImmutableArray<QueueAnswer>>> call)
{
    /// <summary>Operations in a call.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _calls;

    /// <summary>The operation's answer.</summary>
    public Task<QueueAnswer> AskAsync(QueueOperation operation)
    {
        var waiting = new Waiting(
            operation, new TaskCompletionSource<QueueAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_calls == QueueLog.Most)
            {
                return waiting.Answer.Task;
            }

            _calls++;
        }

        // On another thread, so that what arrives at the same moment goes along.
        _ = Task.Run(RunAsync);

        return waiting.Answer.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is [_, ..] batch)
        {
            try
            {
                var answers = await call(new QueueCall([.. batch.Select(one => one.Operation)]));
                for (var n = 0; n < batch.Count; n++)
                {
                    batch[n].Answer.SetResult(answers[n]);
                }

                // Behind everybody who has been answered: what they ask next goes along in the next call.
                await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
            }
            catch (QueueUnreachableException e)
            {
                batch.ForEach(one => one.Answer.TrySetException(e));
            }
        }
    }

    /// <summary>Nothing: a call less is under way.</summary>
    private List<Waiting> Take()
    {
        lock (_gate)
        {
            var batch = new List<Waiting>(Math.Min(Most, _waiting.Count));
            while (batch.Count < Most && _waiting.TryDequeue(out var waiting))
            {
                batch.Add(waiting);
            }

            _calls -= batch.Count > 0 ? 0 : 1;

            return batch;
        }
    }

    private readonly record struct Waiting(QueueOperation Operation, TaskCompletionSource<QueueAnswer> Answer);
}
