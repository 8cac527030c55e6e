using System.Globalization;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Posts through the sidecar's HTTP output binding, which leads to <see cref="EgressEndpoint"/>.</summary>
internal sealed class BindingWebhook(DaprClient dapr, IOptions<CallbackOptions> options) : IWebhook
{
    public async Task<WebhookAnswer> PostAsync(
        string jobId, string url, Callback callback, int attempt, CancellationToken cancel)
    {
        var request = new BindingRequest(options.Value.Binding, "post")
        {
            Data = CallbackBody.Write(jobId, callback),
            Metadata =
            {
                // The schedule of retries is ours, so a refusal must come back as a status, not as an error.
                ["errorIfNot2XX"] = "false",
                [EgressHeaders.Url] = url,
                [EgressHeaders.WebhookId] = CallbackIds.Of(jobId, callback.Sequence),
                [EgressHeaders.Sequence] = callback.Sequence.ToString(CultureInfo.InvariantCulture),
                [EgressHeaders.Attempt] = attempt.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            var response = await dapr.InvokeBindingAsync(request, cancel);

            return Read(response.Metadata);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new WebhookAnswer(null, $"The webhook binding failed: {e.Message}", null);
        }
    }

    private static WebhookAnswer Read(IReadOnlyDictionary<string, string> metadata)
    {
        var found = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        var status = found.TryGetValue("statusCode", out var code)
            && int.TryParse(code, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
        if (found.TryGetValue(EgressHeaders.Error, out var error))
        {
            return new WebhookAnswer(null, error, null);
        }

        return status is >= 200 and <= 299
            ? new WebhookAnswer(status, null, null)
            : new WebhookAnswer(
                status, $"The receiver answered {status}.", RetryAfter(status, found.GetValueOrDefault("Retry-After")));
    }

    private static TimeSpan? RetryAfter(int status, string? value) =>
        status is 429 or 503 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;
}
