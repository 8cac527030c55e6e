using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>The one place that posts to the outside: checks the address, signs the exact bytes, follows no redirect.</summary>
/// <remarks>
/// Called by the sidecar's HTTP binding. The answer mirrors the receiver's status; where there is none, 502 and the header
/// <see cref="EgressHeaders.Error"/>. A redirect counts as no answer: mirrored, the binding would follow it.
/// </remarks>
internal static class EgressEndpoint
{
    public static RouteHandlerBuilder MapEgress(this IEndpointRouteBuilder app) => app.MapPost("/egress", PostAsync);

    private static async Task<Results<StatusCodeHttpResult, BadRequest<string>>> PostAsync(
        HttpContext context, EgressClient client, CallbackRoutes routes, KeyRing keys, TimeProvider clock, CancellationToken cancel)
    {
        var headers = context.Request.Headers;
        if (!Uri.TryCreate(headers[EgressHeaders.Url], UriKind.Absolute, out var url))
        {
            return TypedResults.BadRequest($"{EgressHeaders.Url}: an absolute URL is required");
        }

        byte[] body;
        try
        {
            body = await ReadBodyAsync(context.Request.Body, cancel);
        }
        catch (JsonException)
        {
            return TypedResults.BadRequest("body: a callback with id, status and detail is required");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (id, timestamp) = (headers[EgressHeaders.WebhookId].ToString(), clock.GetUtcNow().ToUnixTimeSeconds());
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("x-jobworker-sequence", headers[EgressHeaders.Sequence].ToString());
        request.Headers.Add("x-jobworker-attempt", headers[EgressHeaders.Attempt].ToString());
        try
        {
            if (await keys.SignAsync(routes.KeysOf(url), id, timestamp, body, cancel) is { Length: > 0 } signature)
            {
                request.Headers.Add("webhook-signature", signature);
            }
        }
        catch (KeyMissingException e)
        {
            return Failed(context.Response, e.Message);
        }

        var answer = await client.SendAsync(request, cancel);
        if (answer.Error is { } error)
        {
            return Failed(context.Response, error, answer.Refused);
        }

        if (answer.RetryAfter is { } wish)
        {
            context.Response.Headers.RetryAfter = ((long)wish.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.StatusCode(answer.StatusCode!.Value);
    }

    private static StatusCodeHttpResult Failed(HttpResponse response, string error, bool refused = false)
    {
        response.Headers[EgressHeaders.Error] = OneLine(error);
        if (refused)
        {
            response.Headers[EgressHeaders.Refused] = "true";
        }

        return TypedResults.StatusCode(StatusCodes.Status502BadGateway);
    }

    /// <summary>The binding sorts the members; clients know them as id, status, detail.</summary>
    private static async Task<byte[]> ReadBodyAsync(Stream stream, CancellationToken cancel)
    {
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancel);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var name in (string[])["id", "status", "detail"])
            {
                if (document.RootElement.ValueKind is not JsonValueKind.Object
                    || !document.RootElement.TryGetProperty(name, out var value))
                {
                    throw new JsonException(name);
                }

                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string OneLine(string text) =>
        new([.. text.Take(500).Select(c => c is < ' ' or > '~' ? ' ' : c)]);
}
