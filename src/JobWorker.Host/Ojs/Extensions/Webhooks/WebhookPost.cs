using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>One attempt to bring an event to a subscriber.</summary>
internal interface IWebhookPost
{
    /// <summary>Sends it. Never throws for what the other side does: that is an answer.</summary>
    Task<WebhookAnswer> SendAsync(WebhookSubscription subscription, Delivery delivery, CancellationToken cancel);
}

/// <summary>Goes the way of all callbacks: the binding and the egress endpoint.</summary>
internal sealed class WebhookPost(DaprClient dapr, IOptions<CallbackOptions> callbacks, TimeProvider clock) : IWebhookPost
{
    public async Task<WebhookAnswer> SendAsync(WebhookSubscription subscription, Delivery delivery, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        try
        {
            var response = await dapr.InvokeBindingAsync(
                new BindingRequest(callbacks.Value.Binding, "post")
                {
                    Data = Request(subscription, delivery, clock.GetUtcNow()).ToJson(),
                    Metadata =
                    {
                        [BindingAnswer.ErrorIfNot2XX] = "false",
                        [EgressHeaders.Url] = EgressUrl.Of(subscription.Url),
                        [EgressHeaders.Ready] = "true",
                    },
                },
                cancel);
            var answer = BindingAnswer.Of(response.Metadata, isEgress: true, clock.GetUtcNow());

            return answer with { Took = answer.Took ?? clock.GetElapsedTime(began) };
        }
        catch (Exception e) when (BatchPost.IsOfTheBinding(e, cancel))
        {
            return BatchPost.Failed(e) with { Took = clock.GetElapsedTime(began) };
        }
    }

    /// <summary>
    /// The request, signed both ways: as OJS has it (webhooks, section 8.1) and, where the secret is one of theirs, as Standard
    /// Webhooks have it.
    /// </summary>
    public static ReadyRequest Request(WebhookSubscription subscription, Delivery delivery, DateTimeOffset now)
    {
        var (seconds, body) = (now.ToUnixTimeSeconds(), delivery.Event.ToString());
        var timestamp = seconds.ToString(CultureInfo.InvariantCulture);
        var secrets = subscription.SecretsAt(now).ToList();
        var headers = new Dictionary<string, string>
        {
            ["User-Agent"] = "OJS-Webhook/1.0 jobworker-dapr",
            ["X-OJS-Event-Type"] = delivery.EventType,
            ["X-OJS-Delivery-ID"] = delivery.Id,
            ["X-OJS-Subscription-ID"] = subscription.Id,
            ["X-OJS-Timestamp"] = timestamp,
            ["X-OJS-Signature"] = string.Join(',', secrets.Select(secret => Sign(secret, timestamp, body))),
        };
        if (secrets.FindAll(WebhookSignature.IsSecret) is { Count: > 0 } standard)
        {
            headers["webhook-id"] = delivery.Id;
            headers["webhook-timestamp"] = timestamp;
            headers["webhook-signature"] = string.Join(
                ' ', standard.Select(secret => WebhookSignature.Sign(secret, delivery.Id, seconds, Encoding.UTF8.GetBytes(body))));
        }

        return new ReadyRequest(headers, body);
    }

    private static string Sign(string secret, string timestamp, string body) => "sha256=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
}
