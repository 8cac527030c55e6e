using System.Collections.Concurrent;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Lets readers follow queues, jobs, or everything, wherever the queues are.</summary>
internal sealed class Tails(IQueues queues, QueueSignals signals, OjsDirectory directory, JobFinder finder, TimeProvider clock)
{
    /// <summary>How often one that follows everything looks for new queues.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, QueueTail> _tails = new(StringComparer.Ordinal);

    /// <summary>Follows what a channel names, from the end of this call until the answer is disposed of.</summary>
    /// <param name="channel"><c>job:ID</c>, <c>queue:NAME</c> or <c>all</c>.</param>
    /// <param name="buffer">Where events go.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>None where there is no such job or queue.</returns>
    /// <exception cref="QueueUnreachableException">A queue does not answer.</exception>
    public async Task<IDisposable?> FollowAsync(string channel, EventBuffer buffer, CancellationToken cancel)
    {
        var known = (await directory.ReadAsync(cancel)).QueueNames.ToHashSet();
        switch (channel.Split(':', 2))
        {
            case ["all"]:
                var all = new Everything(this, new Subscription(channel, null, buffer));
                await all.ReadAlongAsync(known, cancel);
                return all;
            case ["queue", var queue] when known.Contains(queue):
                return await FollowAsync(queue, new Subscription(channel, null, buffer), cancel);
            case ["job", var id] when await FindAsync(id, cancel) is { } job:
                return await FollowAsync(job.Spec.Queue, new Subscription(channel, id, buffer), cancel);
            default:
                return null;
        }
    }

    /// <summary>The job of an id.</summary>
    public async Task<OjsJob?> FindAsync(string id, CancellationToken cancel) =>
        await finder.AskAsync(new QueueOperation.Get(id), cancel) is QueueAnswer.Jobs { Found: [var job] } ? job : null;

    /// <summary>What a queue's feed holds after an event.</summary>
    public async Task<QueueAnswer.Feed> AfterAsync(string queue, string after, CancellationToken cancel) =>
        (QueueAnswer.Feed)await queues.AskAsync(queue, new QueueOperation.ReadFeed(after, EventFeed.Capacity), cancel);

    private async Task<Following> FollowAsync(string queue, Subscription reader, CancellationToken cancel)
    {
        var tail = _tails.GetOrAdd(queue, name => new QueueTail(name, queues, signals, clock));
        await tail.JoinAsync(reader, cancel);

        return new Following(tail, reader);
    }

    private sealed record Following(QueueTail Tail, Subscription Reader) : IDisposable
    {
        public void Dispose() => Tail.Leave(Reader);
    }

    /// <summary>Reads along in every queue, also in those that come later.</summary>
    private sealed class Everything : IDisposable
    {
        private readonly Tails _tails;
        private readonly Subscription _reader;
        private readonly ConcurrentDictionary<string, IDisposable> _parts = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource _end = new();

        public Everything(Tails tails, Subscription reader)
        {
            (_tails, _reader) = (tails, reader);
            _ = LookAsync(_end.Token);
        }

        public async Task ReadAlongAsync(IEnumerable<string> names, CancellationToken cancel)
        {
            foreach (var name in names.Where(name => !_parts.ContainsKey(name)))
            {
                var part = await _tails.FollowAsync(name, _reader, cancel);
                if (!_parts.TryAdd(name, part) || _end.IsCancellationRequested)
                {
                    part.Dispose();
                }
            }
        }

        public void Dispose()
        {
            _end.Cancel();
            foreach (var part in _parts.Values)
            {
                part.Dispose();
            }
        }

        private async Task LookAsync(CancellationToken cancel)
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(Between, _tails.Clock, cancel);
                    await ReadAlongAsync((await _tails.Directory.CurrentAsync(cancel)).QueueNames, cancel);
                }
                catch (Exception e) when (e is OperationCanceledException or QueueUnreachableException
                    or Journals.JournalUnavailableException)
                {
                    // Next time round, unless it has ended.
                }
            }
        }
    }

    private TimeProvider Clock => clock;

    private OjsDirectory Directory => directory;
}
