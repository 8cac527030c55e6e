using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Journals;

/// <summary>Walks the hash chain of a stored stream, over its pages and its head, as they are stored.</summary>
/// <remarks>
/// An event that was edited, left out, put in or moved shows, with its version. Events cut off at the end show because the head
/// counts them; whoever changes that number too, or makes every hash anew, is not found out.
/// </remarks>
/// <param name="slots">The store.</param>
/// <param name="prefix">Start of every key.</param>
internal sealed class JournalCheck(IStateSlots slots, string prefix)
{
    /// <summary>What was found; none where there is no such stream.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="seen">Is given every event whose place in the chain holds, in order, up to the first that does not.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<JournalFinding?> OfAsync(string id, Action<Recorded<JsonElement>> seen, CancellationToken cancel)
    {
        if (await slots.GetAsync(JournalFormat.Key(prefix, id), cancel) is not { } slot)
        {
            return null;
        }

        var (version, hash) = (0L, HashChain.Start);
        try
        {
            var head = JournalFormat.Read(slot.Value, lenient: true);
            var told = JournalFormat.ReadVersion(slot.Value);
            while (version < head.Paged)
            {
                if (await slots.GetAsync(JournalFormat.PageKey(prefix, id, version), cancel) is not { } page
                    || JournalFormat.ReadPage(page.Value, lenient: true) is not [.., var last] events)
                {
                    return new JournalFinding(
                        told, $"Event {version + 1} is missing: there is no page that begins with it.", version + 1);
                }

                if (Hole(events, version, hash, seen) is { } hole)
                {
                    return hole with { Version = told };
                }

                (version, hash) = (version + events.Length, last.Hash);
            }

            return EndOf(head, version, hash, told, seen);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new JournalFinding(version, $"What follows event {version} cannot be read: {e.Message}", version + 1);
        }
    }

    /// <summary>The head must follow the last page, and hold as many events as it says.</summary>
    private static JournalFinding EndOf(
        JournalHead head, long version, string hash, long told, Action<Recorded<JsonElement>> seen)
    {
        if (head.PagedHash != hash || version != head.Paged)
        {
            return new JournalFinding(
                told, $"The head follows another event {head.Paged} than the one in its page.", head.Paged);
        }

        if (Hole(head.Tail, version, hash, seen) is { } hole)
        {
            return hole with { Version = told };
        }

        var cut = Math.Min(told, head.Version) + 1;

        return head.Version == told
            ? new JournalFinding(told, null, Hash: head.Hash)
            : new JournalFinding(told, $"Event {cut}: {told} events were recorded, {head.Version} are there.", cut);
    }

    private static JournalFinding? Hole(
        ImmutableArray<StoredEvent> events, long version, string hash, Action<Recorded<JsonElement>> seen)
    {
        var recorded = events.Select((e, i) => new Recorded<JsonElement>(version + i + 1, Parse(e.Json), e.Hash)).ToList();
        var hole = HashChain.Verify(recorded, version, hash);
        recorded.TakeWhile(e => hole is null || e.Version < hole.Version).ToList().ForEach(seen);

        return hole is null
            ? null
            : new JournalFinding(0, $"Event {hole.Version} is not the one that was recorded: {hole.Reason}.", hole.Version);
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }
}

/// <summary>What a check of a stream found.</summary>
/// <param name="Version">The number of events its head tells of.</param>
/// <param name="Problem">The first place where the chain does not hold, for people; none when it does.</param>
/// <param name="BrokenAt">The event at that place, from 1; none when the chain holds.</param>
/// <param name="Hash">The hash of the last event; none when the chain does not hold.</param>
internal sealed record JournalFinding(long Version, string? Problem, long? BrokenAt = null, string? Hash = null);
