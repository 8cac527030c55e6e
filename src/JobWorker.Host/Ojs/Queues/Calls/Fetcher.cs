using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Extensions.Fairness;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Takes jobs from queues for a worker, in the order in which it names them, and waits for some where it may.</summary>
internal sealed class Fetcher(
    IQueues queues, OjsDirectory directory, QueueSignals signals, Pools pools, TimeProvider clock)
{
    /// <summary>How often queues of other replicas are asked, which do not signal here.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <summary>What there is, at most so many as are asked for.</summary>
    /// <param name="request">What the worker asks.</param>
    /// <param name="tenant">Only jobs of this tenant; none: of any.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="QueueUnreachableException">
    /// No queue that could be reached had any. What became of jobs of the others is unknown; their leases bring them back.
    /// </exception>
    public async Task<ImmutableArray<OjsJob>> FetchAsync(FetchRequest request, string? tenant, CancellationToken cancel)
    {
        using var listener = signals.Listen(request.Queues);
        var until = clock.GetTimestamp();
        while (true)
        {
            var rings = listener.Next();
            var found = await TakeAsync(request, tenant);
            if (cancel.IsCancellationRequested)
            {
                await GiveBackAsync(found, request.WorkerId);
                cancel.ThrowIfCancellationRequested();
            }

            var left = request.Wait - clock.GetElapsedTime(until);
            if (!found.IsEmpty || left <= TimeSpan.Zero)
            {
                return found;
            }

            // All in one, so that nothing of a wait that is over stays with a queue that is silent for long.
            await Task.WhenAny([.. rings, Task.Delay(left < Between ? left : Between, clock, cancel)]);
        }
    }

    /// <summary>Never given up half-way, whatever becomes of a queue: what was taken would wait for its lease to end.</summary>
    private async Task<ImmutableArray<OjsJob>> TakeAsync(FetchRequest request, string? tenant)
    {
        var found = ImmutableArray.CreateBuilder<OjsJob>();
        ExceptionDispatchInfo? unreachable = null;
        var ordered = await pools.OrderAsync(request.Queues, Random.Shared.NextDouble, CancellationToken.None);
        foreach (var queue in ordered)
        {
            try
            {
                if (found.Count < request.Count && await IsKnownAsync(queue))
                {
                    var ask = new QueueOperation.Fetch(
                        request.Count - found.Count, request.WorkerId, request.VisibilityTimeout, Tenant: tenant);
                    var answer = await queues.AskAsync(queue, ask, CancellationToken.None);
                    found.AddRange(((QueueAnswer.Jobs)answer).Found);
                }
            }
            catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
            {
                unreachable ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        if (found.Count == 0)
        {
            unreachable?.Throw();
        }

        return found.ToImmutable();
    }

    private async Task<bool> IsKnownAsync(string queue) =>
        (await directory.CurrentAsync(CancellationToken.None)).Queues.ContainsKey(queue)
        || (await directory.ReadAsync(CancellationToken.None)).Queues.ContainsKey(queue);

    /// <summary>The worker went away while its answer was on the way.</summary>
    private async Task GiveBackAsync(ImmutableArray<OjsJob> jobs, string? worker) => await Task.WhenAll(jobs.Select(job =>
        queues.AskAsync(
            job.Spec.Queue, new QueueOperation.Nack(job.Id, worker, Failure: null, Requeue: true), CancellationToken.None)));
}
