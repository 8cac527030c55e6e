using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Uniqueness;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Brings jobs into their queues.</summary>
internal sealed class Enqueuer(IQueues queues, JobFinder finder, UniqueJobs unique, Batches.Batches batches)
{
    /// <summary>One job.</summary>
    /// <exception cref="QueueUnreachableException">What became of it is unknown.</exception>
    public async Task<Enqueued> EnqueueAsync(JobRequest request, CancellationToken cancel) => request.Spec.Unique is not null
        ? await unique.EnqueueAsync(new NewJob(request.Spec, request.Id), cancel)
        : await EnqueueAsync([request], cancel) switch
        {
            QueueAnswer.Jobs { Found: [var job] } => new Enqueued(job, IsNew: true),
            QueueAnswer.Refused refused => new Enqueued(null, IsNew: false, refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };

    /// <summary>All of them or none.</summary>
    /// <exception cref="QueueUnreachableException">What became of them is unknown.</exception>
    public async Task<QueueAnswer> EnqueueAsync(ImmutableArray<JobRequest> requests, CancellationToken cancel)
    {
        var enqueue = new QueueOperation.Enqueue([.. requests.Select(request => new NewJob(request.Spec, request.Id))]);
        if (TooLarge(enqueue) is { } large)
        {
            return large;
        }

        if (await RejectedAsync(requests, cancel) is { } rejected)
        {
            return rejected;
        }

        foreach (var request in requests)
        {
            if (request.Id is { } id && !await finder.ClaimAsync(id, request.Spec.Queue, cancel))
            {
                return new QueueAnswer.Refused(Refusal.Duplicate, "There is a job of this id.", id);
            }
        }

        var queue = requests[0].Spec.Queue;

        return requests.All(request => request.Spec.Queue == queue && request.Spec.Unique is null)
            ? await queues.AskAsync(queue, enqueue, cancel)
            : await batches.EnqueueAsync(requests, cancel);
    }

    /// <summary>All of a batch goes to its queue in one call, or to where it is noted first: that is why it is all or nothing.</summary>
    private static QueueAnswer.Refused? TooLarge(QueueOperation.Enqueue enqueue) =>
        Sizes.Of(enqueue) > Sizes.Longest && OjsJson.Write(enqueue).LongLength is > Sizes.Longest and var size
            ? new QueueAnswer.Refused(Refusal.TooLarge, FormattableString.Invariant(
                $"What is enqueued at once would have about {size} bytes as it is stored; it may have {Sizes.Longest}."))
            : null;

    /// <summary>Whether a unique job is in the way of all: one that is there, or one of themselves.</summary>
    private async Task<QueueAnswer.Refused?> RejectedAsync(ImmutableArray<JobRequest> requests, CancellationToken cancel)
    {
        if (requests.Length > 1 && unique.RejectedAmong(requests.Select(request => request.Spec)) is { } among)
        {
            return among;
        }

        foreach (var request in requests)
        {
            if (request.Spec.Unique is not null && await unique.RejectedAsync(request.Spec, cancel) is { } rejected)
            {
                return rejected;
            }
        }

        return null;
    }
}

/// <summary>What became of a job.</summary>
/// <param name="Job">The job, or the one that was there already.</param>
/// <param name="IsNew">Whether it is new.</param>
/// <param name="Refused">Why it was not accepted.</param>
internal sealed record Enqueued(OjsJob? Job, bool IsNew, QueueAnswer.Refused? Refused = null);
