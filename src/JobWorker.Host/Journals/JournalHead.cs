using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Journals;

/// <summary>The one key that is written by every append: where the stream stands, and its newest events.</summary>
/// <param name="Paged">Events that have moved to pages; always whole pages.</param>
/// <param name="Commit">Names the append that wrote this head, so that its writer knows it again.</param>
/// <param name="PagedHash">Hash of the last paged event; <see cref="HashChain.Start"/> when none is.</param>
/// <param name="Snapshot">The state after the paged events, as JSON; empty when none is.</param>
/// <param name="Tail">The events since, oldest first.</param>
internal sealed record JournalHead(
    long Paged, string Commit, string PagedHash, ReadOnlyMemory<byte> Snapshot, ImmutableArray<StoredEvent> Tail)
{
    /// <summary>Before the first append.</summary>
    public static readonly JournalHead Empty = new(0, "", HashChain.Start, ReadOnlyMemory<byte>.Empty, []);

    /// <summary>The number of events in the stream.</summary>
    public long Version => Paged + Tail.Length;

    /// <summary>Hash of the newest event.</summary>
    public string Hash => Tail is [.., var last] ? last.Hash : PagedHash;
}

/// <summary>One event as it is stored.</summary>
/// <param name="Json">The event. A store may spell it anew; the hash covers its canonical form.</param>
/// <param name="Hash">Covers the event before it, its version and its bytes: 64 lower-case hex digits.</param>
internal sealed record StoredEvent(ReadOnlyMemory<byte> Json, string Hash);

/// <summary>Heads and pages as JSON, and where they are. The names are on disk for ever.</summary>
internal static class JournalFormat
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the head of a stream is stored.</summary>
    public static string Key(string prefix, string id) => prefix + id;

    /// <summary>Where the page is that begins after so many events. The tilde cannot stand in an id.</summary>
    public static string PageKey(string prefix, string id, long first) => $"{prefix}{id}~{first:D8}";

    /// <summary>
    /// <c>{"format":1,"version":…,"commit":…,"paged":…,"pagedHash":…,"snapshot":…,"tail":[{"hash":…,"event":…}]}</c>.
    /// </summary>
    public static ReadOnlyMemory<byte> Write(JournalHead head) => Write(json =>
    {
        json.WriteNumber("format", 1);
        json.WriteNumber("version", head.Version);
        json.WriteString("commit", head.Commit);
        if (head.Paged > 0)
        {
            json.WriteNumber("paged", head.Paged);
            json.WriteString("pagedHash", head.PagedHash);
            json.WritePropertyName("snapshot");
            json.WriteRawValue(head.Snapshot.Span, skipInputValidation: true);
        }

        WriteEvents(json, "tail", head.Tail);
    });

    /// <summary><c>{"format":1,"first":…,"events":[…]}</c>: written once, then never again.</summary>
    public static ReadOnlyMemory<byte> WritePage(long first, IReadOnlyList<StoredEvent> events) => Write(json =>
    {
        json.WriteNumber("format", 1);
        json.WriteNumber("first", first);
        WriteEvents(json, "events", events);
    });

    /// <summary>Reads what <see cref="Write(JournalHead)"/> wrote.</summary>
    /// <param name="json">As it is stored.</param>
    /// <param name="lenient">Takes what is no event for one that has no hash, so that those around it can be checked.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static JournalHead Read(ReadOnlyMemory<byte> json, bool lenient = false)
    {
        using var document = JsonDocument.Parse(json);
        var head = document.RootElement;
        var paged = head.TryGetProperty("paged", out var count) ? count.GetInt64() : 0;

        return new JournalHead(
            paged,
            head.GetProperty("commit").GetString()!,
            paged > 0 ? head.GetProperty("pagedHash").GetString()! : HashChain.Start,
            paged > 0 ? Raw(head.GetProperty("snapshot")) : ReadOnlyMemory<byte>.Empty,
            ReadEvents(head.GetProperty("tail"), lenient));
    }

    /// <summary>The number of events a stored head says there are, whatever it holds.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static long ReadVersion(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.GetProperty("version").GetInt64();
    }

    /// <summary>Reads what <see cref="WritePage"/> wrote.</summary>
    /// <param name="json">As it is stored.</param>
    /// <param name="lenient">As with the head.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ImmutableArray<StoredEvent> ReadPage(ReadOnlyMemory<byte> json, bool lenient = false)
    {
        using var document = JsonDocument.Parse(json);

        return ReadEvents(document.RootElement.GetProperty("events"), lenient);
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteEvents(Utf8JsonWriter json, string name, IReadOnlyList<StoredEvent> events)
    {
        json.WriteStartArray(name);
        foreach (var stored in events)
        {
            json.WriteStartObject();
            json.WriteString("hash", stored.Hash);
            json.WritePropertyName("event");
            json.WriteRawValue(stored.Json.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<StoredEvent> ReadEvents(JsonElement array, bool lenient) =>
    [
        .. array.EnumerateArray().Select(e => lenient && !IsEvent(e)
            ? new StoredEvent("null"u8.ToArray(), "")
            : new StoredEvent(Raw(e.GetProperty("event")), e.GetProperty("hash").GetString()!)),
    ];

    private static bool IsEvent(JsonElement element) => element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty("event", out _)
        && element.TryGetProperty("hash", out var hash)
        && hash.ValueKind is JsonValueKind.String;

    private static ReadOnlyMemory<byte> Raw(JsonElement element) =>
        JsonMarshal.GetRawUtf8Value(element).ToArray();
}
