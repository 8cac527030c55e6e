using System.Text.Json;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs.Events;

/// <summary>Reads what of a journal is still to be published.</summary>
internal static class EventReading
{
    /// <summary>
    /// The events of <paramref name="stream"/> after so many, oldest first. Mostly they are in its head, which is in memory.
    /// </summary>
    /// <exception cref="JournalUnavailableException">Some are on pages, and the store did not answer.</exception>
    public static async IAsyncEnumerable<Recorded<JobEvent>> After(
        this Journal<Job, JobEvent> journal, JournalStream<Job> stream, long after)
    {
        var head = stream.Head;
        if (after < head.Paged)
        {
            await foreach (var e in journal.HistoryAsync(stream.Id, CancellationToken.None))
            {
                if (e.Version > after && e.Version <= stream.Version)
                {
                    yield return e;
                }
            }

            yield break;
        }

        for (var i = (int)(after - head.Paged); i < head.Tail.Length; i++)
        {
            var stored = head.Tail[i];
            yield return new Recorded<JobEvent>(
                head.Paged + i + 1, JsonSerializer.Deserialize(stored.Json.Span, JobJson.Event)!, stored.Hash);
        }
    }
}
