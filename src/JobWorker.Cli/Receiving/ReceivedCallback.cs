using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JobWorker.Cli.Receiving;

/// <summary>One callback as a receiver has logged it: the headers as they came, and the body.</summary>
/// <param name="Line">Where it stands in the log, from 1.</param>
/// <param name="WebhookId"><c>webhook-id</c>; none when it was not logged.</param>
/// <param name="Timestamp"><c>webhook-timestamp</c>: seconds since 1970; none when it was not logged or is no number.</param>
/// <param name="Signatures"><c>webhook-signature</c>; none when it was not logged.</param>
/// <param name="Sequence"><c>x-jobworker-sequence</c>.</param>
/// <param name="Attempt"><c>x-jobworker-attempt</c>; none when it was not logged or is no number.</param>
/// <param name="JobId">The body's <c>id</c>.</param>
/// <param name="Status">The body's <c>status</c>; none when it has none.</param>
/// <param name="Body">The bytes of the body, as far as the log has kept them.</param>
internal sealed record ReceivedCallback(
    long Line,
    string? WebhookId,
    long? Timestamp,
    string? Signatures,
    int Sequence,
    int? Attempt,
    string JobId,
    int? Status,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Reads one line: a JSON object with the headers, by themselves or in <c>headers</c>, in any case, and the <c>body</c>: text
    /// as it came, or JSON; or <c>bodyBase64</c>.
    /// </summary>
    /// <param name="line">Its place, from 1.</param>
    /// <param name="json">The line.</param>
    /// <param name="problem">Why it is no callback; none when it is.</param>
    /// <returns>None when it is no callback.</returns>
    public static ReceivedCallback? Read(long line, string json, out string? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                problem = "must be a JSON object";
                return null;
            }

            return Read(line, document.RootElement, out problem);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // The last: half a surrogate pair, which is JSON but no text.
            problem = $"cannot be read: {e.Message}";
            return null;
        }
    }

    private static ReceivedCallback? Read(long line, JsonElement root, out string? problem)
    {
        problem = null;
        if (Bytes(root) is not { } body)
        {
            problem = "body: is required, as text or JSON, or bodyBase64";
            return null;
        }

        if (Number(root, "x-jobworker-sequence") is not (>= 0 and <= int.MaxValue and var sequence))
        {
            problem = "x-jobworker-sequence: must be a whole number from 0";
            return null;
        }

        using var document = JsonDocument.Parse(body);
        if (Member(document.RootElement, "id") is not { ValueKind: JsonValueKind.String } id)
        {
            problem = "body.id: is required";
            return null;
        }

        var status = Member(document.RootElement, "status") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var value) ? value : (int?)null;

        return new ReceivedCallback(
            line,
            Header(root, "webhook-id"),
            Number(root, "webhook-timestamp"),
            Header(root, "webhook-signature"),
            (int)sequence,
            Number(root, "x-jobworker-attempt") is <= int.MaxValue and var attempt ? (int)attempt : null,
            id.GetString()!,
            status,
            body);
    }

    private static byte[]? Bytes(JsonElement root) => Member(root, "body") switch
    {
        { ValueKind: JsonValueKind.String } text => Encoding.UTF8.GetBytes(text.GetString()!),
        { ValueKind: JsonValueKind.Object } json => Encoding.UTF8.GetBytes(json.GetRawText()),
        _ => Member(root, "bodyBase64") is { ValueKind: JsonValueKind.String } base64 ? base64.GetBytesFromBase64() : null,
    };

    private static long? Number(JsonElement root, string name) =>
        long.TryParse(Header(root, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Header(JsonElement root, string name) =>
        (Member(root, name) ?? (Member(root, "headers") is { } headers ? Member(headers, name) : null)) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            { ValueKind: JsonValueKind.Array } several when several.GetArrayLength() > 0 => string.Join(
                ' ', several.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString())),
            _ => null,
        };

    private static JsonElement? Member(JsonElement element, string name)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return member.Value;
                }
            }
        }

        return null;
    }
}
