using System.Collections.Immutable;
using System.Globalization;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>
/// Writes down a queue's jobs so that its log can be cut: <see cref="SegmentSize"/> jobs that came one after the other to a key.
/// </summary>
/// <remarks>
/// A segment with jobs that may change gets a new key each time, and the head, written last and only over the head that was
/// read, says which keys count: a checkpoint that is interrupted, or made by a former owner, changes nothing.
/// A segment whose jobs are all finished is written a last time, under a name that follows from the jobs' places, and leaves
/// the head; the store forgets it when nobody may ask for the jobs any more. One that is large goes over several keys.
/// </remarks>
internal sealed class Checkpoints(IQueueStore store, QueueKeys keys, TimeSpan retention)
{
    /// <summary>Jobs in a segment.</summary>
    public const int SegmentSize = 128;

    /// <summary>How long a former owner may go on without noticing.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    /// <summary>The last checkpoint; none before the first.</summary>
    public async Task<StoredHead?> HeadAsync(CancellationToken cancel) =>
        await store.GetAsync(keys.Head, cancel) is { } slot ? OjsJson.Read<StoredHead>(slot.Value.Span) : null;

    /// <summary>The jobs of the segments that the head names: all that are not finished, and some that are.</summary>
    public async Task<IReadOnlyList<OjsJob>> OpenJobsAsync(StoredHead head, CancellationToken cancel)
    {
        var names = head.Open.SelectMany(segment => Names(segment.Key, segment.Value)).ToList();
        var found = await store.GetManyAsync(names, cancel);
        if (names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing)
        {
            throw new JournalUnavailableException($"Segment {missing} is missing.");
        }

        return [.. found.Values.SelectMany(json => Jobs(json.Utf8))];
    }

    /// <summary>The job at a place, as it is stored.</summary>
    public async Task<OjsJob?> FindAsync(StoredHead? head, long place, CancellationToken cancel)
    {
        var segment = place / SegmentSize;
        var jobs = await SegmentAsync(head, segment, cancel);

        return jobs.FirstOrDefault(job => job.Place == place);
    }

    /// <summary>Writes what changed.</summary>
    /// <returns>The new head; none when another owner has written one since.</returns>
    public async Task<StoredHead?> WriteAsync(StoredHead? before, CheckpointPlan plan, CancellationToken cancel)
    {
        var version = FormattableString.Invariant($"{(before?.Number ?? 0) + 1}-{plan.Owner}");
        var open = (before?.Open ?? ImmutableSortedDictionary<long, string>.Empty).ToBuilder();
        var (items, located, gone) = (new List<StoredItem>(), new List<StoredItem>(), new List<string>());
        foreach (var (segment, part) in plan.Segments)
        {
            var jobs = part.IsWhole ? part.Jobs : await MergeAsync(before, segment, part, cancel);
            if (open.Remove(segment, out var old))
            {
                gone.AddRange(Names(segment, old));
            }

            located.AddRange(jobs.Where(job => plan.Dirty.Contains(job.Place)).SelectMany(job => JobLocator.Of(plan, job, retention)));
            var pieces = Documents(jobs);
            if (part.IsSettled && jobs.All(IsSettled))
            {
                items.AddRange(Items(keys.Settled(segment), pieces, retention));
            }
            else
            {
                open[segment] = pieces.Count == 1 ? version : FormattableString.Invariant($"{version}+{pieces.Count}");
                items.AddRange(Items(keys.Segment(segment, open[segment]), pieces, keep: null));
            }
        }

        await store.SaveManyAsync(items, cancel);
        await ReplaceAsync(located, cancel);
        var head = new StoredHead(plan.Owner, (before?.Number ?? 0) + 1, plan.Log, plan.Head, open.ToImmutable());
        if (!await CommitAsync(before, head, cancel))
        {
            return null;
        }

        await CutAsync(before?.Log ?? 0, plan, gone, cancel);

        return head;
    }

    private async Task<bool> CommitAsync(StoredHead? before, StoredHead head, CancellationToken cancel)
    {
        var slot = await store.GetAsync(keys.Head, cancel);
        var found = slot is null ? null : OjsJson.Read<StoredHead>(slot.Value.Span);
        if ((found?.Number, found?.Owner) != (before?.Number, before?.Owner) || found?.Log > head.Log)
        {
            // Another owner has written one; who is behind it must not take it back.
            return false;
        }

        if (await store.TryPutAsync(keys.Head, OjsJson.Write(head), slot?.ETag, keep: null, cancel))
        {
            return true;
        }

        return await HeadAsync(cancel) is { } now && now.Number == head.Number && now.Owner == head.Owner;
    }

    /// <summary>The log up to the checkpoint and what it replaced; what opened the log is kept for a while.</summary>
    private async Task CutAsync(long from, CheckpointPlan plan, List<string> gone, CancellationToken cancel)
    {
        var kept = plan.Openings.Where(n => n < plan.Log).ToHashSet();
        var opening = new RawJson(OjsJson.Write(new LogEntry(plan.Owner, [])));
        await ReplaceAsync([.. kept.Select(n => new StoredItem(keys.Log(n), opening, Stale))], cancel);
        for (var n = from; n < plan.Log; n++)
        {
            if (!kept.Contains(n))
            {
                gone.Add(keys.Log(n));
            }
        }

        await store.DeleteManyAsync(gone, cancel);
    }

    /// <summary>Writes keys that were created over nothing: stores take no other write of them than over what was read.</summary>
    private Task ReplaceAsync(List<StoredItem> items, CancellationToken cancel) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel },
        async (item, stop) =>
        {
            var slot = await store.GetAsync(item.Key, stop);
            if (!await store.TryPutAsync(item.Key, item.Value.Utf8, slot?.ETag, item.Keep, stop))
            {
                throw new JournalUnavailableException($"{item.Key} could not be written.");
            }
        });

    private async Task<IReadOnlyList<OjsJob>> MergeAsync(
        StoredHead? before, long segment, SegmentPart part, CancellationToken cancel)
    {
        var known = part.Jobs.Select(job => job.Place).ToHashSet();
        var stored = await SegmentAsync(before, segment, cancel);

        return
        [
            .. part.Jobs.Concat(stored.Where(job => !known.Contains(job.Place) && !part.Removed.Contains(job.Place)))
                .OrderBy(job => job.Place),
        ];
    }

    private async Task<IReadOnlyList<OjsJob>> SegmentAsync(StoredHead? head, long segment, CancellationToken cancel)
    {
        var key = head is not null && head.Open.TryGetValue(segment, out var version)
            ? keys.Segment(segment, version)
            : keys.Settled(segment);

        if (await store.GetAsync(key, cancel) is not { } slot)
        {
            return [];
        }

        var first = OjsJson.Read<Segment>(slot.Value.Span);
        if (first.Pieces is not { } count)
        {
            return first.Jobs;
        }

        var names = Enumerable.Range(1, count - 1).Select(n => QueueKeys.More(key, n)).ToList();
        var found = await store.GetManyAsync(names, cancel);

        return
        [
            .. first.Jobs,
            .. names.SelectMany(name => found.TryGetValue(name, out var more)
                ? Jobs(more.Utf8)
                : throw new JournalUnavailableException($"Segment {name} is missing.")),
        ];
    }

    /// <summary>The keys of an open segment: its version says how many there are.</summary>
    private IEnumerable<string> Names(long segment, string version)
    {
        var key = keys.Segment(segment, version);
        var count = version.Split('+') is [_, var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;

        return Enumerable.Range(0, count).Select(n => n == 0 ? key : QueueKeys.More(key, n));
    }

    private static IEnumerable<StoredItem> Items(string key, List<RawJson> pieces, TimeSpan? keep) =>
        pieces.Select((piece, n) => new StoredItem(n == 0 ? key : QueueKeys.More(key, n), piece, keep));

    private static bool IsSettled(OjsJob job) => job is { IsFinal: true, IsDeadLetter: false } && (job.Parent is null || job.Told);

    private static List<RawJson> Documents(IReadOnlyList<OjsJob> jobs)
    {
        var whole = OjsJson.Write(new Segment([.. jobs]));
        if (whole.Length <= Pieces.Most)
        {
            return [new RawJson(whole)];
        }

        var pieces = Pieces.Of(jobs);

        return [.. pieces.Select((piece, n) => new RawJson(OjsJson.Write(new Segment(piece, n == 0 ? pieces.Count : null))))];
    }

    private static ImmutableArray<OjsJob> Jobs(ReadOnlyMemory<byte> json) => OjsJson.Read<Segment>(json.Span).Jobs;

    /// <summary>What a segment's key holds.</summary>
    /// <param name="Jobs">In the order of their places.</param>
    /// <param name="Pieces">In the first of several: how many there are.</param>
    private sealed record Segment(ImmutableArray<OjsJob> Jobs, int? Pieces = null);
}

/// <summary>What the last checkpoint says of a queue.</summary>
/// <param name="Owner">Who wrote it.</param>
/// <param name="Number">Counts from 1.</param>
/// <param name="Log">The first entry of the log that is not in it.</param>
/// <param name="Head">The queue beside its jobs.</param>
/// <param name="Open">The segments with jobs that may change, and the version of each one's key.</param>
internal sealed record StoredHead(
    string Owner, long Number, long Log, QueueHead Head, ImmutableSortedDictionary<long, string> Open);
