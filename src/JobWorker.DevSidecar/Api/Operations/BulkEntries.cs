using System.Text.Json;
using JobWorker.DevSidecar.App.PubSub;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>One message of a bulk publish request.</summary>
/// <param name="Id">Unique in its request.</param>
/// <param name="Data">Its bytes.</param>
/// <param name="ContentType">Decides the form of the event.</param>
/// <param name="Metadata">The request's, with its own on top.</param>
internal sealed record BulkEntry(
    string Id, ReadOnlyMemory<byte> Data, string ContentType, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Reads the body of a bulk publish request.</summary>
internal static class BulkEntries
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventHeader.MaxDepth };

    /// <exception cref="JsonException">The body is no list of objects.</exception>
    /// <exception cref="FormatException">An entry cannot be used. The message names it and the rule.</exception>
    public static IReadOnlyList<BulkEntry> Read(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata)
    {
        using var document = JsonDocument.Parse(body, Options);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("the body must be a list of entries");
        }

        var entries = document.RootElement.EnumerateArray().Select((entry, at) => Read(entry, at, metadata)).ToList();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return entries.All(entry => entry.Id.Length > 0 && ids.Add(entry.Id))
            ? entries
            : throw new FormatException("entryId is duplicated or not present for entry");
    }

    private static BulkEntry Read(JsonElement entry, int at, IReadOnlyDictionary<string, string> metadata)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"entry {at} is no object");
        }

        var (id, type) = (Text(entry, at, "entryId"), Text(entry, at, "contentType"));
        return new BulkEntry(id, Bytes(entry, at, type), type, Merge(entry, at, metadata));
    }

    private static ReadOnlyMemory<byte> Bytes(JsonElement entry, int at, string type)
    {
        var given = Find(entry, "event") ?? default;
        if (ContentTypes.IsJson(type))
        {
            return given.ValueKind == JsonValueKind.Undefined
                ? throw new FormatException($"entry {at} has no event")
                : System.Text.Encoding.UTF8.GetBytes(given.GetRawText());
        }

        if (given.ValueKind != JsonValueKind.String)
        {
            throw new FormatException(
                $"mismatch between contentType and event of entry {at}: \"{type}\" needs a string, JSON needs application/json");
        }

        return !ContentTypes.IsBinary(type) ? System.Text.Encoding.UTF8.GetBytes(given.GetString()!)
            : given.TryGetBytesFromBase64(out var bytes) ? bytes
            : throw new FormatException($"event of entry {at} must be base64, for its contentType is \"{type}\"");
    }

    private static IReadOnlyDictionary<string, string> Merge(
        JsonElement entry, int at, IReadOnlyDictionary<string, string> metadata)
    {
        if (Find(entry, "metadata") is not { ValueKind: not JsonValueKind.Null } own)
        {
            return metadata;
        }

        if (own.ValueKind != JsonValueKind.Object
            || own.EnumerateObject().Any(item => item.Value.ValueKind != JsonValueKind.String))
        {
            throw new JsonException($"metadata of entry {at} must be an object of strings");
        }

        var merged = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        foreach (var item in own.EnumerateObject())
        {
            merged[item.Name] = item.Value.GetString()!;
        }

        return merged;
    }

    private static string Text(JsonElement entry, int at, string name) =>
        Find(entry, name) is not { ValueKind: not JsonValueKind.Null } value ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new JsonException($"{name} of entry {at} must be a string");

    /// <summary>As in Go the exact name counts first, then one that differs in case alone: some clients write <c>entryID</c>.</summary>
    private static JsonElement? Find(JsonElement entry, string name)
    {
        if (entry.TryGetProperty(name, out var exact))
        {
            return exact;
        }

        foreach (var property in entry.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }
}
