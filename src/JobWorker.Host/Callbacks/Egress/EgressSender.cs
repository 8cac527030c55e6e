using System.Globalization;
using System.Net.Http.Headers;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Makes a callback's request, signs its exact bytes and sends it.</summary>
internal sealed class EgressSender(EgressClient client, CallbackRoutes routes, KeyRing keys, TimeProvider clock)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Never throws for what the other side does, nor for what may not be reached: those are answers.</summary>
    public async Task<WebhookAnswer> SendAsync(EgressPost post, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, post.Url) { Content = new ByteArrayContent(post.Body) };
        request.Content.Headers.ContentType = Json;
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", post.WebhookId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("x-jobworker-sequence", post.Sequence);
        request.Headers.Add("x-jobworker-attempt", post.Attempt);
        if (post.TraceParent is { Length: > 0 } parent)
        {
            request.Headers.TryAddWithoutValidation("traceparent", parent);
            request.Headers.TryAddWithoutValidation("tracestate", post.TraceState ?? "");
        }

        try
        {
            var signing = routes.KeysOf(post.Url);
            if (await keys.SignAsync(signing, post.WebhookId, timestamp, post.Body, cancel) is { Length: > 0 } signature)
            {
                request.Headers.Add("webhook-signature", signature);
            }
        }
        catch (KeyMissingException e)
        {
            return new WebhookAnswer(null, e.Message, null);
        }

        return await client.SendAsync(request, cancel);
    }
}
