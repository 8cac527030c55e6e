using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Journals;

/// <summary>Event streams in a state store, one compare-and-set key each.</summary>
/// <remarks>
/// An append rewrites the head: a bounded tail of events plus the state before them, so it costs the same at event 5 and at
/// event 5,000. Older events move, a whole page at a time, to keys that are written once, before the head that leaves them out.
/// A failed write says nothing by itself; the commit id in the head tells whose write it was.
/// </remarks>
/// <param name="slots">The store.</param>
/// <param name="shape">What the stream's events and state are.</param>
/// <param name="prefix">Start of every key.</param>
/// <param name="clock">Gives commit ids their time.</param>
internal sealed class Journal<TState, TEvent>(
    IStateSlots slots, JournalShape<TState, TEvent> shape, string prefix, TimeProvider clock)
{
    /// <summary>The tail never grows beyond this by more than one append.</summary>
    public const int TailLimit = 32;

    /// <summary>Events in a page.</summary>
    public const int PageSize = 24;

    /// <summary>Tries at one write whose fate is unknown.</summary>
    private const int WriteTries = 3;

    /// <summary>Pages outlive their head by this much, so that a head never names a page that is gone.</summary>
    private static readonly TimeSpan PageMargin = TimeSpan.FromDays(7);

    private readonly ETagForecast _etags = new();

    /// <summary>A stream taken for new without a look: the first append is refused where it is not.</summary>
    public JournalStream<TState> New(string id) => new(id, JournalHead.Empty, shape.Empty, ETag: null);

    /// <summary>The stream as it stands; at version 0 where there is none.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<JournalStream<TState>> LoadAsync(string id, CancellationToken cancel)
    {
        var slot = await slots.GetAsync(Key(id), cancel);
        if (slot is null)
        {
            return New(id);
        }

        var head = JournalFormat.Read(slot.Value);
        var state = head.Paged > 0 ? Deserialize(head.Snapshot, shape.State) : shape.Empty;

        return new JournalStream<TState>(id, head, Fold(state, head.Tail), slot.ETag);
    }

    /// <summary>Appends <paramref name="events"/> if the stream is still where <paramref name="stream"/> says.</summary>
    /// <param name="stream">What was loaded, or what the last append returned.</param>
    /// <param name="events">In the order they happened; at least one.</param>
    /// <param name="keep">How long the stream is kept from now on; none means for ever.</param>
    /// <param name="cancel">Gives up; the write may still have happened.</param>
    /// <exception cref="JournalConflictException">Another writer got in first.</exception>
    /// <exception cref="JournalUnavailableException">The store did not answer, so the write's fate is unknown.</exception>
    public async Task<JournalStream<TState>> AppendAsync(
        JournalStream<TState> stream, IReadOnlyList<TEvent> events, TimeSpan? keep, CancellationToken cancel)
    {
        var current = stream is { Version: > 0, ETag: null } ? await RefreshAsync(stream, cancel) : stream;
        var head = Chain(await PageAsync(current, events.Count, keep, cancel), events);
        var state = events.Aggregate(current.State, shape.Evolve);
        var etag = await PutAsync(current, head, keep, cancel);
        if (keep is { } time)
        {
            await LimitPagesAsync(stream.Id, head.Paged, time + PageMargin, cancel);
        }

        return new JournalStream<TState>(stream.Id, head, state, etag) { Over = current.ETag ?? "" };
    }

    /// <summary>Every event of the stream, oldest first.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer, or a page is missing.</exception>
    /// <exception cref="JournalDamagedException">Something else is stored there.</exception>
    public async IAsyncEnumerable<Recorded<TEvent>> HistoryAsync(string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await slots.GetAsync(Key(id), cancel) is not { } slot)
        {
            yield break;
        }

        var head = Whole(id, () => JournalFormat.Read(slot.Value));
        var version = 0L;
        while (version < head.Paged)
        {
            var page = await slots.GetAsync(PageKey(id, version), cancel)
                ?? throw new JournalUnavailableException($"Page {PageKey(id, version)} is missing.");
            foreach (var stored in Whole(id, () => JournalFormat.ReadPage(page.Value)))
            {
                yield return Record(id, ++version, stored);
            }
        }

        foreach (var stored in head.Tail)
        {
            yield return Record(id, ++version, stored);
        }
    }

    private Recorded<TEvent> Record(string id, long version, StoredEvent stored) =>
        new(version, Whole(id, () => Deserialize(stored.Json, shape.Event)), stored.Hash);

    private static T Whole<T>(string id, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or NotSupportedException)
        {
            throw new JournalDamagedException(id, e);
        }
    }

    /// <summary>Learns the version's ETag, which a write does not return.</summary>
    private async Task<JournalStream<TState>> RefreshAsync(JournalStream<TState> stream, CancellationToken cancel)
    {
        var slot = await slots.GetAsync(Key(stream.Id), cancel);

        if (slot is null || JournalFormat.Read(slot.Value).Commit != stream.Head.Commit)
        {
            throw new JournalConflictException(stream.Id, stream.Version);
        }

        if (stream.Over is { } over)
        {
            _etags.Learn(over, slot.ETag);
        }

        return stream with { ETag = slot.ETag };
    }

    private JournalHead Chain(JournalHead head, IReadOnlyList<TEvent> events)
    {
        var tail = head.Tail.ToBuilder();
        var (version, hash) = (head.Version, head.Hash);
        foreach (var e in events)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(e, shape.Event);
            hash = HashChain.Next(hash, ++version, json);
            tail.Add(new StoredEvent(json, hash));
        }

        var commit = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

        return head with { Commit = commit, Tail = tail.ToImmutable() };
    }

    /// <summary>
    /// Moves whole pages out of a tail that would grow too long: the oldest events, all of them durable already.
    /// </summary>
    private async Task<JournalHead> PageAsync(
        JournalStream<TState> stream, int coming, TimeSpan? keep, CancellationToken cancel)
    {
        var head = stream.Head;
        while (head.Tail.Length >= PageSize && head.Tail.Length + coming > TailLimit)
        {
            var page = head.Tail[..PageSize];
            await PutPageAsync(PageKey(stream.Id, head.Paged), head.Paged, page, keep, cancel);
            var before = head.Paged > 0 ? Deserialize(head.Snapshot, shape.State) : shape.Empty;
            head = head with
            {
                Paged = head.Paged + PageSize,
                PagedHash = page[^1].Hash,
                Snapshot = JsonSerializer.SerializeToUtf8Bytes(Fold(before, page), shape.State),
                Tail = head.Tail[PageSize..],
            };
        }

        return head;
    }

    /// <summary>Writes a page once. A page of an earlier life of the same id may still be there, and gives way.</summary>
    private async Task PutPageAsync(
        string key, long first, ImmutableArray<StoredEvent> page, TimeSpan? keep, CancellationToken cancel)
    {
        var value = JournalFormat.WritePage(first, page);
        string? etag = null;
        for (var attempt = 1; attempt <= WriteTries; attempt++)
        {
            if (await slots.TryPutAsync(key, value, etag, keep + PageMargin, cancel))
            {
                return;
            }

            var found = await slots.GetAsync(key, cancel);
            if (found is not null && JournalFormat.ReadPage(found.Value)[^1].Hash == page[^1].Hash)
            {
                return;
            }

            etag = found?.ETag;
        }

        throw new JournalUnavailableException($"The state store refuses to write {key}.");
    }

    /// <summary>Pages written while the stream had no end get one. A page missed here only stays too long.</summary>
    private async Task LimitPagesAsync(string id, long paged, TimeSpan keep, CancellationToken cancel)
    {
        for (var first = 0L; first < paged; first += PageSize)
        {
            if (await slots.GetAsync(PageKey(id, first), cancel) is { } page)
            {
                await slots.TryPutAsync(PageKey(id, first), page.Value, page.ETag, keep, cancel);
            }
        }
    }

    /// <returns>The ETag of what was written; none when not known.</returns>
    private async Task<string?> PutAsync(
        JournalStream<TState> current, JournalHead head, TimeSpan? keep, CancellationToken cancel)
    {
        var key = Key(current.Id);
        var value = JournalFormat.Write(head);
        var etag = current.ETag;
        for (var attempt = 1; attempt <= WriteTries; attempt++)
        {
            if (await slots.TryPutAsync(key, value, etag, keep, cancel))
            {
                return _etags.After(etag ?? "");
            }

            var found = await slots.GetAsync(key, cancel);
            var commit = found is null ? "" : JournalFormat.Read(found.Value).Commit;
            if (commit == head.Commit)
            {
                return found!.ETag;
            }

            if (commit != current.Head.Commit)
            {
                throw new JournalConflictException(current.Id, current.Version);
            }

            if (found is not null && found.ETag != etag && current.Over is { } over)
            {
                _etags.Learn(over, found.ETag);
            }

            etag = found?.ETag;
        }

        throw new JournalUnavailableException($"The state store refuses to write {key}.");
    }

    private TState Fold(TState state, ImmutableArray<StoredEvent> events) =>
        events.Aggregate(state, (s, e) => shape.Evolve(s, Deserialize(e.Json, shape.Event)));

    private static T Deserialize<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json.Span, type) ?? throw new JsonException("null where a value was stored");

    private string Key(string id) => JournalFormat.Key(prefix, id);

    private string PageKey(string id, long first) => JournalFormat.PageKey(prefix, id, first);
}

/// <summary>What a stream holds.</summary>
/// <param name="Empty">The state before the first event.</param>
/// <param name="Evolve">The state after one more event.</param>
/// <param name="Event">How an event is stored.</param>
/// <param name="State">How a snapshot is stored.</param>
internal sealed record JournalShape<TState, TEvent>(
    TState Empty, Func<TState, TEvent, TState> Evolve, JsonTypeInfo<TEvent> Event, JsonTypeInfo<TState> State);

/// <summary>A stream at one version.</summary>
/// <param name="Id">The stream.</param>
/// <param name="Head">What is stored.</param>
/// <param name="State">The events folded.</param>
/// <param name="ETag">The store's name for the version, read or foreseen; none when not known.</param>
internal sealed record JournalStream<TState>(string Id, JournalHead Head, TState State, string? ETag)
{
    /// <summary>The number of events.</summary>
    public long Version => Head.Version;

    /// <summary>The ETag the last append was written over, empty where that made the stream; none where it was read.</summary>
    public string? Over { get; init; }

    /// <summary>
    /// The same for later: what has been foreseen of the store is not trusted then, and read before the next append.
    /// </summary>
    public JournalStream<TState> Kept => this with { ETag = null };
}
