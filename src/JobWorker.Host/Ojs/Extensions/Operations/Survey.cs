using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>Looks at all queues, one after the other.</summary>
internal sealed class Survey(IQueues queues, OjsDirectory directory)
{
    private const int Step = 500;

    /// <summary>The names of all queues, or of the one.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string? only, CancellationToken cancel) =>
        [.. (await directory.ReadAsync(cancel)).QueueNames.Where(name => only is null || name == only)];

    /// <summary>How many jobs are in each queue, by name.</summary>
    public async Task<IReadOnlyList<(string Queue, QueueAnswer.Counts Counts)>> CountsAsync(
        IEnumerable<string> names, string? tenant, CancellationToken cancel)
    {
        var all = names.Select(async name =>
            (name, (QueueAnswer.Counts)await queues.AskAsync(name, new QueueOperation.Stats(tenant), cancel)));

        return await Task.WhenAll(all);
    }

    /// <summary>A part of the jobs that are in memory, by queue and then by arrival, and how many there are in all.</summary>
    public async Task<QueueAnswer.Jobs> FindAsync(JobFilter filter, int skip, int take, CancellationToken cancel)
    {
        var (found, total) = (ImmutableArray.CreateBuilder<OjsJob>(), 0);
        foreach (var queue in await QueuesAsync(filter.Queue, cancel))
        {
            var limit = take - found.Count;
            var ask = new QueueOperation.List(
                filter.State, filter.Type, filter.Worker, filter.DeadLetters, limit, Math.Max(0, skip - total));
            var part = await queues.ListAsync(queue, ask, cancel);
            found.AddRange(part.Found);
            total += part.Total ?? 0;
        }

        return new QueueAnswer.Jobs(found.ToImmutable(), total);
    }

    /// <summary>The ids of every job of a filter, at most so many.</summary>
    public async Task<ImmutableArray<string>> IdsAsync(JobFilter filter, int most, CancellationToken cancel)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var queue in await QueuesAsync(filter.Queue, cancel))
        {
            for (var (skip, more) = (0, true); more && ids.Count < most; skip += Step)
            {
                var ask = new QueueOperation.List(filter.State, filter.Type, filter.Worker, filter.DeadLetters, Step, skip);
                var part = await queues.ListAsync(queue, ask, cancel);
                ids.AddRange(part.Found.Where(filter.Fits).Select(job => job.Id).Take(most - ids.Count));
                more = skip + Step < part.Total;
            }
        }

        return ids.ToImmutable();
    }
}

/// <summary>Which jobs are meant.</summary>
/// <param name="Queue">Of which queue; none: of all.</param>
/// <param name="State">In which state.</param>
/// <param name="Type">Of which type.</param>
/// <param name="Worker">Of which worker.</param>
/// <param name="DeadLetters">Only dead letters.</param>
/// <param name="Since">That came no earlier, UTC.</param>
/// <param name="Until">That came earlier, UTC.</param>
internal sealed record JobFilter(
    string? Queue = null, JobState? State = null, string? Type = null, string? Worker = null, bool DeadLetters = false,
    DateTimeOffset? Since = null, DateTimeOffset? Until = null)
{
    /// <summary>Whether a job came at the right time.</summary>
    public bool Fits(OjsJob job) => (Since is null || job.CreatedAt >= Since) && (Until is null || job.CreatedAt < Until);
}
