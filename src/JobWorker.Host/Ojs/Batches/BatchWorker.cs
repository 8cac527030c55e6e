using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Batches;

/// <summary>Brings to their queues what is left of batches whose process stopped half-way.</summary>
internal sealed class BatchWorker(Batches batches, QueueWorkerNeeds needs) : QueueWorker(QueueNames.Batches, Worker, needs)
{
    /// <summary>Until it works: a batch was accepted.</summary>
    public static readonly RetryPolicy Retry = new() { MaxAttempts = 1_000, MaxInterval = TimeSpan.FromMinutes(1), OnExhaustion = OnExhaustion.DeadLetter };

    private const string Worker = "batches";

    protected override Task TakeAsync(ImmutableArray<OjsJob> jobs) => Task.WhenAll(jobs.Select(BringAsync));

    private async Task BringAsync(OjsJob note)
    {
        try
        {
            await batches.BringAsync(note);
            await AskAsync(new QueueOperation.Ack(note.Id, Worker, Result: null));
        }
        catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
        {
            await AskAsync(new QueueOperation.Nack(
                note.Id, Worker, new Failure("handler_error", "QueueUnreachable", e.Message), Requeue: false));
        }
    }
}
