using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Realtime;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Sends events to who subscribed to them, signed, from the leader. OJS webhooks, sections 5.3, 7 and 8.</summary>
/// <remarks>
/// Best effort: what is not sent when the process ends, or happens while another takes the lead, is not sent later. Who
/// must hear of every event reads the published ones (<c>Ojs:Transport</c>).
/// </remarks>
internal sealed class WebhookSender(
    Subscriptions subscriptions,
    Tails tails,
    EgressClient egress,
    LeaderRole role,
    TimeProvider clock,
    ILogger<WebhookSender> logger)
    : BackgroundService
{
    /// <summary>Events that wait to be sent; more than these are dropped, and that is said.</summary>
    private const int MostWaiting = 10_000;

    private const int AtOnce = 64;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>The waits between attempts.</summary>
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>The value of <c>X-OJS-Signature</c>.</summary>
    public static string Sign(string secret, string timestamp, byte[] body) => "sha256=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. body]));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Between, clock, stoppingToken);
                if (await IsWantedAsync(stoppingToken))
                {
                    await SendAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is JournalUnavailableException or QueueUnreachableException)
            {
                logger.EventsNotFollowed(e.Message);
            }
        }
    }

    private async Task<bool> IsWantedAsync(CancellationToken stop) =>
        role.Leads && (await subscriptions.CurrentAsync(stop)).All.Values.Any(one => one.Active);

    private async Task SendAsync(CancellationToken stop)
    {
        var buffer = new EventBuffer(MostWaiting, isWhole: true);
        using var following = await tails.FollowAsync("all", buffer, stop);
        while (await IsWantedAsync(stop))
        {
            if (!await buffer.WaitAsync(Between, clock, stop))
            {
                continue;
            }

            var (dropped, told) = buffer.Take();
            if (dropped is not null)
            {
                logger.WebhooksDropped(dropped.Count);
            }

            var all = (await subscriptions.CurrentAsync(stop)).All.Values.ToList();
            foreach (var one in told)
            {
                foreach (var subscription in all.Where(subscription => subscription.Wants(one.Queue, one.Entry)))
                {
                    // Slow receivers hold up the reading, not the memory.
                    await _places.WaitAsync(stop);
                    _ = DeliverAsync(subscription, one, stop);
                }
            }
        }
    }

    private async Task DeliverAsync(WebhookSubscription subscription, Told told, CancellationToken stop)
    {
        var held = true;
        try
        {
            var body = Body(told);
            for (var n = 0; ; n++)
            {
                var answer = await egress.SendAsync(Request(subscription, told, body, clock.GetUtcNow()), stop);
                OjsMetrics.Sent(answer.Outcome);
                if (answer is { StatusCode: >= 200 and <= 299 } or { StatusCode: 410 } or { Refused: true } || n == Waits.Length)
                {
                    return;
                }

                if (held)
                {
                    _places.Release();
                    held = false;
                }

                await Task.Delay(Waits[n], clock, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            if (held)
            {
                _places.Release();
            }
        }
    }

    private static byte[] Body(Told told)
    {
        using var data = new MemoryStream();
        using (var json = new Utf8JsonWriter(data, OjsResult.Relaxed))
        {
            EventEndpoints.Write(json, told.Queue, told.Entry);
        }

        return data.ToArray();
    }

    /// <summary>An event on its way, signed both ways: as OJS has it and, where the secret is one of theirs, as Standard Webhooks have it.</summary>
    public static HttpRequestMessage Request(WebhookSubscription subscription, Told told, byte[] body, DateTimeOffset now)
    {
        var (seconds, delivery) = (now.ToUnixTimeSeconds(), $"del_{told.Entry.Id[4..]}_{subscription.Id}");
        var timestamp = seconds.ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, subscription.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "OJS-Webhook/1.0 jobworker-dapr");
        request.Headers.TryAddWithoutValidation("X-OJS-Event-Type", told.Entry.Type);
        request.Headers.TryAddWithoutValidation("X-OJS-Delivery-ID", delivery);
        request.Headers.TryAddWithoutValidation("X-OJS-Subscription-ID", subscription.Id);
        request.Headers.TryAddWithoutValidation("X-OJS-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-OJS-Signature", Sign(subscription.Secret, timestamp, body));
        if (WebhookSignature.IsSecret(subscription.Secret))
        {
            request.Headers.TryAddWithoutValidation(EgressHeaders.WebhookId, delivery);
            request.Headers.TryAddWithoutValidation(EgressHeaders.WebhookTimestamp, timestamp);
            request.Headers.TryAddWithoutValidation(
                EgressHeaders.WebhookSignature, WebhookSignature.Sign(subscription.Secret, delivery, seconds, body));
        }

        return request;
    }

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }
}

/// <summary>What the sender says.</summary>
internal static partial class WebhookSenderLog
{
    [LoggerMessage(1080, LogLevel.Warning, "Events are not followed for webhooks for a while: {Error}")]
    public static partial void EventsNotFollowed(this ILogger logger, string error);

    [LoggerMessage(1081, LogLevel.Warning, "{Count} events were dropped before webhooks could be sent: receivers are too slow")]
    public static partial void WebhooksDropped(this ILogger logger, int count);
}
