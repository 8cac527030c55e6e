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
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<JournalFinding?> OfAsync(string id, CancellationToken cancel)
    {
        if (await slots.GetAsync(JournalFormat.Key(prefix, id), cancel) is not { } slot)
        {
            return null;
        }

        var (version, hash) = (0L, HashChain.Start);
        try
        {
            var head = JournalFormat.Read(slot.Value);
            var told = JournalFormat.ReadVersion(slot.Value);
            while (version < head.Paged)
            {
                if (await slots.GetAsync(JournalFormat.PageKey(prefix, id, version), cancel) is not { } page
                    || JournalFormat.ReadPage(page.Value) is not [.., var last] events)
                {
                    return new JournalFinding(told, $"Event {version + 1} is missing: there is no page that begins with it.");
                }

                if (Hole(events, version, hash) is { } hole)
                {
                    return new JournalFinding(told, hole);
                }

                (version, hash) = (version + events.Length, last.Hash);
            }

            return new JournalFinding(told, EndOf(head, version, hash, told));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new JournalFinding(version, $"What follows event {version} cannot be read: {e.Message}");
        }
    }

    /// <summary>The head must follow the last page, and hold as many events as it says.</summary>
    private static string? EndOf(JournalHead head, long version, string hash, long told) =>
        head.PagedHash != hash || version != head.Paged
            ? $"The head follows another event {head.Paged} than the one in its page."
            : Hole(head.Tail, version, hash)
            ?? (head.Version == told
                ? null
                : $"Event {Math.Min(told, head.Version) + 1}: {told} events were recorded, {head.Version} are there.");

    private static string? Hole(IEnumerable<StoredEvent> events, long version, string hash) =>
        HashChain.Verify(
            events.Select((e, i) => new Recorded<JsonElement>(version + i + 1, Parse(e.Json), e.Hash)), version, hash) is { } hole
            ? $"Event {hole.Version} is not the one that was recorded: {hole.Reason}."
            : null;

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }
}

/// <summary>What a check of a stream found.</summary>
/// <param name="Version">The number of events its head tells of.</param>
/// <param name="Problem">The first place where the chain does not hold, for people; none when it does.</param>
internal sealed record JournalFinding(long Version, string? Problem);
