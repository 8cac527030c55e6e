using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What happened in a queue since its last checkpoint: keys that are written once, one after the other.</summary>
/// <remarks>
/// Whoever opens the log writes an empty entry first. A former owner that is still at work finds its next key taken, by that
/// entry at the latest, and knows that the queue is no longer its own.
/// </remarks>
/// <param name="store">Where.</param>
/// <param name="keys">Under which names.</param>
/// <param name="owner">Who writes: another word for each activation.</param>
internal sealed class QueueLog(IQueueStore store, QueueKeys keys, string owner)
{
    private const int Tries = 3;
    private const int Ahead = 32;

    /// <summary>The number of the next entry.</summary>
    public long Next { get; private set; }

    /// <summary>Who writes.</summary>
    public string Owner => owner;

    /// <summary>Empty entries, by number: they stay when the log is cut.</summary>
    public List<long> Openings { get; } = [];

    /// <summary>Makes the log this owner's; answers every event from entry <paramref name="from"/> on.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<QueueEvent>> OpenAsync(long from, CancellationToken cancel)
    {
        var events = new List<QueueEvent>();
        Next = from;
        do
        {
            await ReadAsync(events, cancel);
        }
        while (!await AppendAsync([], cancel));

        return events;
    }

    /// <summary>Stores events as the next entry.</summary>
    /// <returns>False when another owner has the queue.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer, so the entry's fate is unknown.</exception>
    public async Task<bool> AppendAsync(ImmutableArray<QueueEvent> events, CancellationToken cancel)
    {
        var key = keys.Log(Next);
        var entry = OjsJson.Write(new LogEntry(owner, events));
        for (var n = 0; n < Tries; n++)
        {
            if (await store.TryPutAsync(key, entry, etag: null, keep: null, cancel))
            {
                return Written(events);
            }

            if (await store.GetAsync(key, cancel) is { } found)
            {
                return OjsJson.Read<LogEntry>(found.Value.Span).Owner == owner && Written(events);
            }
        }

        throw new JournalUnavailableException($"Entry {key} could not be written.");
    }

    private bool Written(ImmutableArray<QueueEvent> events)
    {
        if (events.IsEmpty)
        {
            Openings.Add(Next);
        }

        Next++;

        return true;
    }

    private async Task ReadAsync(List<QueueEvent> events, CancellationToken cancel)
    {
        while (true)
        {
            var wanted = Enumerable.Range(0, Ahead).Select(n => keys.Log(Next + n)).ToList();
            var found = await store.GetManyAsync(wanted, cancel);
            foreach (var key in wanted)
            {
                if (!found.TryGetValue(key, out var value))
                {
                    return;
                }

                var entry = OjsJson.Read<LogEntry>(value.Utf8.Span);
                events.AddRange(entry.Events);
                if (entry.Events.IsEmpty)
                {
                    Openings.Add(Next);
                }

                Next++;
            }
        }
    }
}

/// <summary>One entry of a queue's log.</summary>
/// <param name="Owner">Who wrote it.</param>
/// <param name="Events">What happened; nothing: the log was opened.</param>
internal sealed record LogEntry(string Owner, ImmutableArray<QueueEvent> Events);
