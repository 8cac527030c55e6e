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
    private long _jobSize;

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

                Learn(answers);

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
            batch.AddRange(_waiting.Take(Most).Together(waiting => SizeOf(waiting.Operation)));
            batch.ForEach(_ => _waiting.Dequeue());

            _calls -= batch.Count > 0 ? 0 : 1;

            return batch;
        }
    }

    /// <summary>As it is asked, or answered: with the job, which is about as large as others of its queue were lately.</summary>
    private long SizeOf(QueueOperation operation) =>
        Math.Max(Sizes.Of(operation), operation is QueueOperation.OnJob ? Volatile.Read(ref _jobSize) : 0);

    private void Learn(ImmutableArray<QueueAnswer> answers)
    {
        var largest = Volatile.Read(ref _jobSize) * 7 / 8;
        foreach (var answer in answers)
        {
            if (answer is QueueAnswer.Jobs jobs)
            {
                foreach (var job in jobs.Found)
                {
                    largest = Math.Max(largest, Sizes.Of(job));
                }
            }
        }

        Volatile.Write(ref _jobSize, largest);
    }

    private readonly record struct Waiting(QueueOperation Operation, TaskCompletionSource<QueueAnswer> Answer);
}
