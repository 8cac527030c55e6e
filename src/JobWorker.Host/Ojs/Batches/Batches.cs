using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Notes;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Uniqueness;

namespace JobWorker.Host.Ojs.Batches;

/// <summary>Batches that are more than one write: over several queues, or with unique jobs.</summary>
/// <remarks>
/// First all of a batch is noted, in one write; then each queue gets its part. What is brought there again stays as it is.
/// </remarks>
internal sealed class Batches(IQueues queues, Notebook notebook, JobFinder finder, UniqueJobs unique, TimeProvider clock) : INoted
{
    /// <summary>About how large a note is, unless a single job is larger.</summary>
    private const long NoteSize = 256 << 10;

    public string Kind => "batch";

    /// <summary>All of them or none, but for a unique job that another got in front of meanwhile.</summary>
    /// <exception cref="QueueUnreachableException">Whether the batch was taken is unknown.</exception>
    public async Task<QueueAnswer> EnqueueAsync(ImmutableArray<JobRequest> requests, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var jobs = requests.Select(request => new NewJob(
            request.Spec, request.Id ?? JobIds.Outside(now, QueueKeepers.Chance()), Idempotent: true, Accepted: true)).ToList();
        var parts = jobs.GroupBy(job => job.Spec.Queue).SelectMany(PartsOf).ToList();
        var notes = await notebook.WriteAsync(
            parts.Select(part => new JobSpec { Type = Kind, Args = new RawJson(OjsJson.Write(part)) }), cancel);
        if (notes is QueueAnswer.Refused refused)
        {
            // A note is larger than its jobs: where the store holds all notes, it holds all jobs.
            return refused with { Id = null };
        }

        // From here on the batch is taken: nothing that the client does stops it.
        QueueAnswer.Refused? late = null;
        var found = new Dictionary<string, OjsJob>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var (job, answer) in await BringAsync(part))
            {
                late ??= answer.Refused;
                found[job.Id!] = answer.Job!;
            }
        }

        await notebook.ForgetAsync((QueueAnswer.Jobs)notes);

        return late is null ? new QueueAnswer.Jobs([.. jobs.Select(job => found[job.Id!])]) : late;
    }

    /// <summary>Brings what a note holds into its queue, as far as it is not there.</summary>
    public Task GoOnAsync(OjsJob note) => BringAsync(OjsJson.Read<ImmutableArray<NewJob>>(note.Spec.Args.Utf8.Span));

    private async Task<IReadOnlyList<(NewJob Job, Enqueued Answer)>> BringAsync(ImmutableArray<NewJob> part)
    {
        var brought = new List<(NewJob, Enqueued)>(part.Length);
        var plain = part.Where(job => job.Spec.Unique is null).ToImmutableArray();
        if (!plain.IsEmpty)
        {
            var queue = plain[0].Spec.Queue;
            await finder.PlaceAsync([.. plain.Select(job => (job.Id!, queue))], CancellationToken.None);
            brought.AddRange(await queues.AskAsync(queue, new QueueOperation.Enqueue(plain), CancellationToken.None) switch
            {
                QueueAnswer.Jobs made => plain.Zip(made.Found, (job, one) => (job, new Enqueued(one, IsNew: true))),
                QueueAnswer.Refused refused => plain.Select(job => (job, new Enqueued(null, IsNew: false, refused))),
                var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
            });
        }

        foreach (var job in part.Where(job => job.Spec.Unique is not null))
        {
            brought.Add((job, await unique.EnqueueAsync(job, CancellationToken.None)));
        }

        return brought;
    }

    private static IEnumerable<ImmutableArray<NewJob>> PartsOf(IEnumerable<NewJob> ofQueue)
    {
        for (var left = ofQueue.ToList(); left.Count > 0;)
        {
            ImmutableArray<NewJob> part = [.. left.Together(Sizes.Of, NoteSize)];
            left.RemoveRange(0, part.Length);
            yield return part;
        }
    }
}
