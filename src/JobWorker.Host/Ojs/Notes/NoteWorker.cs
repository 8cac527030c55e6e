using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Notes;

/// <summary>What is noted before it is begun.</summary>
internal interface INoted
{
    /// <summary>The type of its notes.</summary>
    string Kind { get; }

    /// <summary>Does what is left of it, if anything.</summary>
    /// <exception cref="QueueUnreachableException">Some may be left.</exception>
    /// <exception cref="JournalUnavailableException">Some may be left.</exception>
    Task GoOnAsync(OjsJob note);
}

/// <summary>Does what is left of what somebody began whose process stopped half-way.</summary>
internal sealed class NoteWorker(IEnumerable<INoted> noted, QueueWorkerNeeds needs) : QueueWorker(QueueNames.Notes, Worker, needs)
{
    private const string Worker = "batches";

    private readonly ImmutableDictionary<string, INoted> _noted = noted.ToImmutableDictionary(one => one.Kind);

    protected override Task TakeAsync(ImmutableArray<OjsJob> jobs) => Task.WhenAll(jobs.Select(GoOnAsync));

    private async Task GoOnAsync(OjsJob note)
    {
        try
        {
            await _noted[note.Spec.Type].GoOnAsync(note);
            await AskAsync(new QueueOperation.Ack(note.Id, Worker, Result: null));
        }
        catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
        {
            await AskAsync(new QueueOperation.Nack(
                note.Id, Worker, new Failure("handler_error", "QueueUnreachable", e.Message), Requeue: false));
        }
    }
}
