using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>Brings jobs into their queues.</summary>
internal sealed class Enqueuer(IQueues queues, JobFinder finder)
{
    /// <summary>One job.</summary>
    /// <exception cref="QueueUnreachableException">What became of it is unknown.</exception>
    public async Task<Enqueued> EnqueueAsync(JobRequest request, CancellationToken cancel) =>
        await EnqueueAsync([request], cancel) switch
        {
            QueueAnswer.Jobs { Found: [var job] } => new Enqueued(job, IsNew: true),
            QueueAnswer.Refused refused => new Enqueued(null, IsNew: false, refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };

    /// <summary>All of them or none.</summary>
    /// <exception cref="QueueUnreachableException">What became of them is unknown.</exception>
    public async Task<QueueAnswer> EnqueueAsync(ImmutableArray<JobRequest> requests, CancellationToken cancel)
    {
        foreach (var request in requests)
        {
            if (request.Id is { } id && !await finder.ClaimAsync(id, request.Spec.Queue, cancel))
            {
                return new QueueAnswer.Refused(Refusal.Duplicate, "There is a job of this id.", id);
            }
        }

        var parts = requests.GroupBy(request => request.Spec.Queue).ToList();
        var found = new Dictionary<string, Queue<OjsJob>>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var jobs = part.Select(request => new NewJob(request.Spec, request.Id)).ToImmutableArray();
            var answer = await queues.AskAsync(part.Key, new QueueOperation.Enqueue(jobs), cancel);
            if (answer is not QueueAnswer.Jobs made)
            {
                return answer;
            }

            found[part.Key] = new Queue<OjsJob>(made.Found);
        }

        return new QueueAnswer.Jobs([.. requests.Select(request => found[request.Spec.Queue].Dequeue())]);
    }
}

/// <summary>What became of a job.</summary>
/// <param name="Job">The job, or the one that was there already.</param>
/// <param name="IsNew">Whether it is new.</param>
/// <param name="Refused">Why it was not accepted.</param>
internal sealed record Enqueued(OjsJob? Job, bool IsNew, QueueAnswer.Refused? Refused = null);
