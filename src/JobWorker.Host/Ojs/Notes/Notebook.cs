using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Notes;

/// <summary>Notes of what takes more than one write, from before it is begun until it is done.</summary>
/// <remarks>
/// A note is a job that is due after a while: where whoever wrote it has stopped half-way, <see cref="NoteWorker"/> finds it and
/// does the rest.
/// </remarks>
internal sealed class Notebook(IQueues queues, TimeProvider clock)
{
    /// <summary>Whoever wrote a note should be done by then.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Until it works: what is noted was accepted.</summary>
    private static readonly RetryPolicy Retry = new() { MaxAttempts = 1_000, MaxInterval = TimeSpan.FromMinutes(1), OnExhaustion = OnExhaustion.DeadLetter };

    /// <summary>Writes notes, all in one write.</summary>
    /// <param name="notes">Their types and what they say.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The notes, or why they could not be written.</returns>
    /// <exception cref="QueueUnreachableException">Whether they were is unknown.</exception>
    public Task<QueueAnswer> WriteAsync(IEnumerable<JobSpec> notes, CancellationToken cancel)
    {
        var at = clock.GetUtcNow() + Grace;

        return queues.AskAsync(
            QueueNames.Notes,
            new QueueOperation.Enqueue([.. notes.Select(note => new NewJob(note with { Queue = QueueNames.Notes, ScheduledAt = at, Retry = Retry }))]),
            cancel);
    }

    /// <summary>What they say is done. Where that cannot be written, they are found later, and there is nothing left to do.</summary>
    public async Task ForgetAsync(QueueAnswer.Jobs notes)
    {
        try
        {
            await Task.WhenAll(notes.Found.Select(note =>
                queues.AskAsync(QueueNames.Notes, new QueueOperation.Cancel(note.Id), CancellationToken.None)));
        }
        catch (QueueUnreachableException)
        {
        }
    }
}
