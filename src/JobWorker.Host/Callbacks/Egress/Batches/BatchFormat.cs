using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobWorker.Host.Callbacks.Egress.Batches;

/// <summary>How letters go to the egress endpoint, and their answers come back: JSON, for the binding writes it anew.</summary>
internal static class BatchFormat
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// <c>{"letters":[{"url":…,"callbacks":[{"webhookId":…,"sequence":…,"attempt":…,"traceparent":…,"tracestate":…,
    /// "body":{…}}]}]}</c>.
    /// </summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<IReadOnlyList<EgressPost>> letters) => Write(json =>
    {
        foreach (var posts in letters)
        {
            json.WriteStartObject();
            json.WriteString("url", posts[0].Url.OriginalString);
            json.WriteStartArray("callbacks");
            foreach (var post in posts)
            {
                json.WriteStartObject();
                json.WriteString("webhookId", post.WebhookId);
                json.WriteString("sequence", post.Sequence);
                json.WriteString("attempt", post.Attempt);
                WriteText(json, "traceparent", post.TraceParent);
                WriteText(json, "tracestate", post.TraceState);
                json.WritePropertyName("body");
                json.WriteRawValue(post.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    });

    /// <summary>Reads what <see cref="Write(IEnumerable{IReadOnlyList{EgressPost}})"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    /// <exception cref="FormatException">A URL is none.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<EgressPost>>> ReadAsync(Stream stream, CancellationToken cancel)
    {
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancel);

        return
        [
            .. document.RootElement.GetProperty("letters").EnumerateArray().Select(letter =>
            {
                var url = new Uri(letter.GetProperty("url").GetString()!, UriKind.Absolute);

                return letter.GetProperty("callbacks").EnumerateArray().Select(callback => Read(url, callback)).ToList();
            }),
        ];
    }

    /// <summary>
    /// <c>{"letters":[{"answers":[{"status":…,"error":…,"refused":…,"retryAfter":…,"took":…}],"underWay":…}]}</c>, times in
    /// seconds and in milliseconds.
    /// </summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<LetterAnswer> letters) => Write(json =>
    {
        foreach (var letter in letters)
        {
            json.WriteStartObject();
            json.WriteStartArray("answers");
            foreach (var answer in letter.Answers)
            {
                Write(json, answer);
            }

            json.WriteEndArray();
            json.WriteBoolean("underWay", letter.UnderWay);
            json.WriteEndObject();
        }
    });

    /// <summary>Reads what <see cref="Write(IEnumerable{LetterAnswer})"/> wrote, for so many letters.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    public static IReadOnlyList<LetterAnswer> ReadAnswers(ReadOnlyMemory<byte> body, int count)
    {
        using var document = JsonDocument.Parse(body);
        List<LetterAnswer> letters =
        [
            .. document.RootElement.GetProperty("letters").EnumerateArray().Select(letter => new LetterAnswer(
                [.. letter.GetProperty("answers").EnumerateArray().Select(ReadAnswer)],
                letter.GetProperty("underWay").GetBoolean())),
        ];

        return letters.Count == count && letters.TrueForAll(letter => letter is { Answers.Count: > 0 } or { UnderWay: true })
            ? letters
            : throw new JsonException($"{letters.Count} answers to {count} letters");
    }

    private static EgressPost Read(Uri url, JsonElement callback) => new(
        url,
        callback.GetProperty("webhookId").GetString()!,
        callback.GetProperty("sequence").GetString()!,
        callback.GetProperty("attempt").GetString()!,
        Text(callback, "traceparent"),
        Text(callback, "tracestate"),
        EgressBody.Of(callback.GetProperty("body")));

    private static void Write(Utf8JsonWriter json, WebhookAnswer answer)
    {
        json.WriteStartObject();
        if (answer.StatusCode is { } status)
        {
            json.WriteNumber("status", status);
        }

        WriteText(json, "error", answer.Error);
        if (answer.Refused)
        {
            json.WriteBoolean("refused", true);
        }

        if (answer.RetryAfter is { } wish)
        {
            json.WriteNumber("retryAfter", (long)wish.TotalSeconds);
        }

        json.WriteNumber("took", (long)(answer.Took ?? TimeSpan.Zero).TotalMilliseconds);
        json.WriteEndObject();
    }

    /// <summary>As it would read had it come by itself.</summary>
    private static WebhookAnswer ReadAnswer(JsonElement answer)
    {
        int? status = answer.TryGetProperty("status", out var code) ? code.GetInt32() : null;
        var read = new WebhookAnswer(
            status,
            Text(answer, "error"),
            answer.TryGetProperty("retryAfter", out var wish) ? TimeSpan.FromSeconds(wish.GetInt64()) : null,
            answer.TryGetProperty("refused", out var refused) && refused.GetBoolean(),
            TimeSpan.FromMilliseconds(answer.GetProperty("took").GetInt64()));

        return read is { Delivered: false, Error: null }
            ? read with { Error = string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}.") }
            : read;
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> letters)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartArray("letters");
            letters(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
