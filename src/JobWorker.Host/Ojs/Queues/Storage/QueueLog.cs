using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What happened in a queue since its last checkpoint: keys that are written once, one after the other.</summary>
/// <remarks>
/// Whoever opens the log writes an empty entry first. A former owner that is still at work finds its next key taken, by that
/// entry at the latest, and knows that the queue is no longer its own. An owner has <see cref="Most"/> appends under way; should
/// the first fail, the second counts for nothing, whatever became of it: nobody is told, and a reader passes over an entry
/// that does not follow one of its own writer's. Large events go over several entries, which count once the last is there.
/// </remarks>
/// <param name="store">Where.</param>
/// <param name="keys">Under which names.</param>
/// <param name="owner">Who writes: another word for each activation.</param>
internal sealed class QueueLog(IQueueStore store, QueueKeys keys, string owner)
{
    /// <summary>Appends on their way to the store: the next is decided and sent while the store is busy with one.</summary>
    public const int Most = 2;

    private const int Tries = 3;
    private const int Ahead = 32;

    private readonly Queue<Task<bool>> _underWay = new();
    private readonly List<QueueEvent> _begun = [];
    private Task<bool> _last = Task.FromResult(true);
    private string? _writer;

    /// <summary>The number of the next entry.</summary>
    public long Next { get; private set; }

    /// <summary>Who writes.</summary>
    public string Owner => owner;

    /// <summary>Empty entries, by number: they stay when the log is cut.</summary>
    public List<long> Openings { get; } = [];

    /// <summary>Whether an entry could not be written: nothing that comes after it counts.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Makes the log this owner's; answers every event from entry <paramref name="from"/> on.</summary>
    /// <param name="from">The first entry to read.</param>
    /// <param name="writer">Who wrote the entry before it; none: there is none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<QueueEvent>> OpenAsync(long from, string? writer, CancellationToken cancel)
    {
        var events = new List<QueueEvent>();
        (Next, _writer) = (from, writer);
        do
        {
            await ReadAsync(events, cancel);
        }
        while (!await PutAsync(Next, OjsJson.Write(new LogEntry(owner, [])), cancel));

        Openings.Add(Next++);

        return events;
    }

    /// <summary>Waits until one more append may be made.</summary>
    public async Task RoomAsync()
    {
        while (_underWay.TryPeek(out var first) && (first.IsCompleted || _underWay.Count >= Most))
        {
            await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ = _underWay.Dequeue();
        }
    }

    /// <summary>Sends events as the next entry, or over several.</summary>
    /// <param name="events">What happened; nothing: only waits for what is under way.</param>
    /// <param name="stored">Called once they are stored, in the order of the appends.</param>
    /// <returns>Whether they and all before them are stored; false when another owner has the queue.</returns>
    /// <exception cref="JournalUnavailableException">The store did not answer, so the entry's fate is unknown.</exception>
    public Task<bool> AppendAsync(ImmutableArray<QueueEvent> events, Action stored)
    {
        if (!events.IsEmpty)
        {
            _last = FollowAsync(_last, PutAsync(events), stored);
            _underWay.Enqueue(_last);
        }

        return _last;
    }

    /// <summary>Waits for everything that is under way.</summary>
    /// <returns>Whether all of it is stored.</returns>
    public async Task<bool> SettleAsync()
    {
        await ((Task)_last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return !IsBroken;
    }

    private async Task<bool> FollowAsync(Task<bool> before, Task<bool> put, Action stored)
    {
        try
        {
            await Task.WhenAll(before, put);
            if (before.Result && put.Result)
            {
                stored();

                return true;
            }

            IsBroken = true;

            return false;
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    /// <summary>Takes the next numbers at once.</summary>
    private async Task<bool> PutAsync(ImmutableArray<QueueEvent> events)
    {
        var whole = OjsJson.Write(new LogEntry(owner, events));
        if (whole.Length <= Pieces.Most)
        {
            return await PutAsync(Next++, whole, CancellationToken.None);
        }

        var (first, pieces) = (Next, Pieces.Of(events));
        Next += pieces.Count;
        foreach (var (n, piece) in pieces.Index())
        {
            var entry = OjsJson.Write(new LogEntry(owner, piece, n < pieces.Count - 1 ? true : null));
            if (!await PutAsync(first + n, entry, CancellationToken.None))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> PutAsync(long number, byte[] entry, CancellationToken cancel)
    {
        var key = keys.Log(number);
        for (var n = 0; n < Tries; n++)
        {
            if (await store.TryPutAsync(key, entry, etag: null, keep: null, cancel))
            {
                return true;
            }

            if (await store.GetAsync(key, cancel) is { } found)
            {
                return OjsJson.Read<LogEntry>(found.Value.Span).Owner == owner;
            }
        }

        throw new JournalUnavailableException($"Entry {key} could not be written.");
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

                Take(OjsJson.Read<LogEntry>(value.Utf8.Span), events);
                Next++;
            }
        }
    }

    /// <summary>Only an opening may follow another writer's entry: what else does was sent behind an entry that never came to be.</summary>
    private void Take(LogEntry entry, List<QueueEvent> events)
    {
        if (entry.Events.IsEmpty)
        {
            _writer = entry.Owner;
            _begun.Clear();
            Openings.Add(Next);
        }
        else if (entry.Owner == _writer)
        {
            _begun.AddRange(entry.Events);
            if (entry.GoesOn is null)
            {
                events.AddRange(_begun);
                _begun.Clear();
            }
        }
    }
}

/// <summary>One entry of a queue's log.</summary>
/// <param name="Owner">Who wrote it.</param>
/// <param name="Events">What happened; nothing: the log was opened.</param>
/// <param name="GoesOn">True: the next entry has more of it, and this one counts for nothing without that.</param>
internal sealed record LogEntry(string Owner, ImmutableArray<QueueEvent> Events, bool? GoesOn = null);
