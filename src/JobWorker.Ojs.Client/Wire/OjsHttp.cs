using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Client.Errors;

namespace JobWorker.Ojs.Client.Wire;

/// <summary>Sends requests, waits where the server asks for it, and makes exceptions of refusals.</summary>
internal sealed class OjsHttp(HttpClient http, OjsClientOptions options, TimeProvider clock)
{
    private const string Base = "ojs/v1/";
    private const string MediaType = "application/openjobspec+json";
    private const string RequestIdHeader = "X-Request-Id";
    private const string Items = "items";

    private static readonly MediaTypeWithQualityHeaderValue Accepted = new(MediaType);
    private static readonly MediaTypeHeaderValue Sent = new(MediaType);

    /// <summary>A member of the answer, or all of it where none is named, as <typeparamref name="T"/>.</summary>
    /// <exception cref="OjsException">The server refused, or answered something else.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<T> SendAsync<T>(
        HttpMethod method, string path, object? body, string? member, CancellationToken cancel, bool patient = true)
    {
        var text = await SendAsync(method, path, body, cancel, patient).ConfigureAwait(false);

        return Read(text, path, member, value => value.Deserialize<T>(OjsJson.Options));
    }

    /// <summary>Sends many calls in one request; what each of them is answered with, in their order.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="body">The calls.</param>
    /// <param name="member">Where the answer to a call is.</param>
    /// <param name="count">How many calls.</param>
    public async Task<IReadOnlyList<Answer<T>>> SendManyAsync<T>(string path, object body, string member, int count)
        where T : class
    {
        var text = await SendAsync(HttpMethod.Post, path, body, CancellationToken.None).ConfigureAwait(false);

        return Read<IReadOnlyList<Answer<T>>>(text, path, Items, items =>
            items.GetArrayLength() == count ? [.. items.EnumerateArray().Select(item => AnswerOf<T>(path, item, member))] : null);
    }

    /// <summary>
    /// Whether what was refused to a call that shares may be granted when it is sent by itself: where it was too large together with
    /// others, and where the server asks to wait, which would keep others waiting. Nothing was done.
    /// </summary>
    public static bool IsForSharing(OjsException refused) =>
        refused.Status is HttpStatusCode.RequestEntityTooLarge || AsksToWait(refused.Status);

    /// <summary>The whole answer, as it came.</summary>
    /// <param name="method">GET, POST and so on.</param>
    /// <param name="path">Where to.</param>
    /// <param name="body">None: there is none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="patient">Whether it waits and asks again where the server says so; else that is an error.</param>
    public async Task<byte[]> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancel, bool patient = true)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, OjsJson.Options);
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, Base + path);
            request.Headers.Accept.Add(Accepted);
            if (bytes is not null)
            {
                request.Content = new ByteArrayContent(bytes);
                request.Content.Headers.ContentType = Sent;
            }

            using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
            var text = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return text;
            }

            var refusal = Parse(text) as JsonObject;
            if (refusal?.ContainsKey(Items) is true)
            {
                // Of many calls none was granted: each has an error of its own.
                return text;
            }

            var error = ErrorOf(response, refusal);
            if (!patient || attempt >= options.MaxRetries || !AsksToWait(response.StatusCode) || error.RetryAfter is not { } wait
                || wait > options.MaxRetryDelay)
            {
                throw error;
            }

            await Task.Delay(wait, clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>These say that nothing was done.</summary>
    private static bool AsksToWait(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    /// <summary>What is made of an answer, or of a member of it where one is named; nothing: the answer is an odd one.</summary>
    private static T Read<T>(byte[] text, string path, string? member, Func<JsonElement, T?> read)
    {
        try
        {
            using var answer = JsonDocument.Parse(text);

            return read(member is null ? answer.RootElement : answer.RootElement.GetProperty(member)) ?? throw Odd(path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Odd(path);
        }
    }

    private static Answer<T> AnswerOf<T>(string path, JsonElement item, string member)
        where T : class
    {
        try
        {
            return item.TryGetProperty("error", out var error)
                ? new Answer<T>(null, ErrorOf((HttpStatusCode)item.GetProperty("http_status").GetInt32(), JsonObject.Create(error.Clone())))
                : new Answer<T>(item.GetProperty(member).Deserialize<T>(OjsJson.Options) ?? throw Odd(path), null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Answer<T>(null, Odd(path));
        }
    }

    private OjsException ErrorOf(HttpResponseMessage response, JsonObject? body) => ErrorOf(
        response.StatusCode,
        body?["error"] as JsonObject,
        response.Headers.TryGetValues(RequestIdHeader, out var ids) ? ids.FirstOrDefault() : null,
        RetryAfter(response.Headers.RetryAfter));

    private static OjsException ErrorOf(
        HttpStatusCode status, JsonObject? error, string? requestId = null, TimeSpan? retryAfter = null) =>
        new(Text(error, "code") ?? "http_error", Text(error, "message") ?? $"The server answered {(int)status} {status}.", status)
        {
            Type = Text(error, "type"),
            Hint = Text(error, "hint"),
            RequestId = Text(error, "request_id") ?? requestId,
            Retryable = error?["retryable"]?.GetValueKind() is JsonValueKind.True,
            RetryAfter = retryAfter,
            Details = error?["details"] as JsonObject,
        };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static OjsException Odd(string path) =>
        new("http_error", $"The answer to {path} is not what the spec says.", HttpStatusCode.OK);

    private static string? Text(JsonObject? json, string name) =>
        json?[name]?.GetValueKind() is JsonValueKind.String ? (string?)json[name] : null;

    private static JsonNode? Parse(byte[] text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
