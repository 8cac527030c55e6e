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

    /// <summary>A member of the answer, or all of it where none is named, as <typeparamref name="T"/>.</summary>
    /// <exception cref="OjsException">The server refused, or answered something else.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, string? member, CancellationToken cancel)
    {
        var answer = await SendAsync(method, path, body, cancel).ConfigureAwait(false);
        try
        {
            var value = member is null ? answer : (answer as JsonObject)?[member];

            return value.Deserialize<T>(OjsJson.Options) ?? throw Odd(path, HttpStatusCode.OK);
        }
        catch (JsonException)
        {
            throw Odd(path, HttpStatusCode.OK);
        }
    }

    /// <summary>The whole answer; none where it has no body.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, OjsJson.Options);
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, Base + path);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
            if (bytes is not null)
            {
                request.Content = new ByteArrayContent(bytes);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
            }

            using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
            var text = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return text.Length == 0 ? null : Parse(text) ?? throw Odd(path, response.StatusCode);
            }

            var error = ErrorOf(response, Parse(text) as JsonObject);
            if (attempt >= options.MaxRetries || !AsksToWait(response.StatusCode) || error.RetryAfter is not { } wait
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

    private OjsException ErrorOf(HttpResponseMessage response, JsonObject? body)
    {
        var error = body?["error"] as JsonObject;

        return new OjsException(
            Text(error, "code") ?? "http_error",
            Text(error, "message") ?? $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.",
            response.StatusCode)
        {
            Type = Text(error, "type"),
            Hint = Text(error, "hint"),
            RequestId = Text(error, "request_id")
                ?? (response.Headers.TryGetValues(RequestIdHeader, out var ids) ? ids.FirstOrDefault() : null),
            Retryable = error?["retryable"]?.GetValueKind() is JsonValueKind.True,
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
            Details = error?["details"] as JsonObject,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static OjsException Odd(string path, HttpStatusCode status) =>
        new("http_error", $"The answer to {path} is not what the spec says.", status);

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
