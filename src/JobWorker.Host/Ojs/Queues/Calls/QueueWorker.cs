using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs.Directory;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>What every worker of a queue of the service itself needs.</summary>
internal sealed record QueueWorkerNeeds(
    Fetcher Fetcher, IQueues Queues, OjsDirectory Directory, LeaderRole Role, TimeProvider Clock, ILogger<QueueWorker> Logger);

/// <summary>The worker of a queue of the service itself, in every replica that works.</summary>
/// <param name="queue">Its name: nothing is asked before there is such a queue.</param>
/// <param name="worker">Who has the jobs, whichever replica it is.</param>
/// <param name="needs">What every such worker needs.</param>
internal abstract class QueueWorker(string queue, string worker, QueueWorkerNeeds needs) : BackgroundService
{
    private const int Together = 256;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>What every such worker needs.</summary>
    protected QueueWorkerNeeds Needs { get; } = needs;

    /// <summary>How long a job may be held without a word.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!Needs.Role.Works || !(await Needs.Directory.CurrentAsync(stoppingToken)).Queues.ContainsKey(queue))
                {
                    await Task.Delay(Rest, Needs.Clock, stoppingToken);
                    continue;
                }

                var ask = new FetchRequest([queue], Together, worker, Lease, Wait);
                if (await Needs.Fetcher.FetchAsync(ask, tenant: null, stoppingToken) is { IsEmpty: false } jobs)
                {
                    await TakeAsync(jobs);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
            {
                Needs.Logger.QueueNotWorked(queue, e.Message);
                await Task.Delay(Rest, Needs.Clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Works on what was fetched, or begins to.</summary>
    protected abstract Task TakeAsync(ImmutableArray<OjsJob> jobs);

    /// <summary>Asks the queue. Where it does not answer, the leases bring the jobs back.</summary>
    protected async Task AskAsync(QueueOperation operation)
    {
        try
        {
            await Needs.Queues.AskAsync(queue, operation, CancellationToken.None);
        }
        catch (QueueUnreachableException e)
        {
            Needs.Logger.QueueNotWorked(queue, e.Message);
        }
    }
}
