using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Follows a queue's feed for as long as anybody reads along: one poll for all readers.</summary>
/// <remarks>A queue of this process signals; others are asked every 50 to 500 ms, the less the less happens.</remarks>
internal sealed class QueueTail(string queue, IQueues queues, QueueSignals signals, TimeProvider clock)
{
    /// <summary>What every id comes after.</summary>
    private const string Beginning = "evt_";

    /// <summary>What comes after every id.</summary>
    private const string End = "evt_~";

    private const int AtOnce = 500;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _readers = [];
    private Task? _positioned;

    /// <summary>Tells a reader everything that happens from the end of this call on.</summary>
    /// <exception cref="QueueUnreachableException">The queue does not answer.</exception>
    public async Task JoinAsync(Subscription reader, CancellationToken cancel)
    {
        Task positioned;
        lock (_gate)
        {
            _readers.Add(reader);
            positioned = _positioned ??= BeginAsync();
        }

        try
        {
            await positioned.WaitAsync(cancel);
        }
        catch
        {
            Leave(reader);
            throw;
        }
    }

    /// <summary>Tells the reader nothing more.</summary>
    public void Leave(Subscription reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }
    }

    /// <summary>Ends once it is known where the feed stands; the following goes on.</summary>
    private async Task BeginAsync()
    {
        // What fails at once must fail after it is known what to wait for.
        await Task.Yield();
        try
        {
            var feed = await ReadAsync(End, 1);
            _ = Task.Run(() => FollowAsync(feed.Newest ?? Beginning));
        }
        catch
        {
            lock (_gate)
            {
                _positioned = null;
            }

            throw;
        }
    }

    private async Task FollowAsync(string last)
    {
        var wait = Shortest;
        while (IsRead())
        {
            var signal = signals.Told(queue);
            var entries = await TryReadAsync(last);
            if (entries.Count == 0)
            {
                await Task.WhenAny(signal, Task.Delay(wait, clock));
                wait = wait * 2 < Longest ? wait * 2 : Longest;
                continue;
            }

            last = entries[^1].Id;
            wait = Shortest;
            Tell(entries);
        }
    }

    /// <summary>Nobody: the next reader begins anew.</summary>
    private bool IsRead()
    {
        lock (_gate)
        {
            if (_readers.Count == 0)
            {
                _positioned = null;
            }

            return _readers.Count > 0;
        }
    }

    private void Tell(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                foreach (var entry in entries)
                {
                    reader.Tell(queue, entry);
                }
            }
        }
    }

    private async Task<IReadOnlyList<FeedEntry>> TryReadAsync(string after)
    {
        try
        {
            return (await ReadAsync(after, AtOnce)).Entries;
        }
        catch (QueueUnreachableException)
        {
            // Its host is gone or away: the next one goes on where this one was.
            return [];
        }
    }

    private async Task<QueueAnswer.Feed> ReadAsync(string after, int limit) =>
        (QueueAnswer.Feed)await queues.AskAsync(queue, new QueueOperation.ReadFeed(after, limit), CancellationToken.None);
}

/// <summary>One reader's interest in a channel.</summary>
/// <param name="Channel">Such as <c>job:ID</c> or <c>queue:NAME</c>.</param>
/// <param name="JobId">Only events of this job; none: of all.</param>
/// <param name="Buffer">Where its events go.</param>
internal sealed record Subscription(string Channel, string? JobId, EventBuffer Buffer)
{
    /// <summary>Tells what happened, where it is of interest.</summary>
    public void Tell(string queue, FeedEntry entry)
    {
        if ((JobId is null || entry.JobId == JobId) && Buffer.Wants(entry))
        {
            Buffer.Add(new Told(Channel, queue, entry));
        }
    }
}
