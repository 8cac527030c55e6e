using System.Globalization;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Posts through one of the sidecar's HTTP output bindings.</summary>
/// <remarks>
/// The way of all, <c>Callbacks:Binding</c>, leads to <see cref="EgressEndpoint"/>, which signs. The binding of a route leads to the
/// receiver itself, so what goes there is signed here, in the form in which the binding will send it.
/// </remarks>
internal sealed class BindingWebhook(
    DaprClient dapr, IOptions<CallbackOptions> options, CallbackRoutes routes, KeyRing keys, TimeProvider clock) : IWebhook
{
    public async Task<WebhookAnswer> PostAsync(
        string jobId, string url, Callback callback, int attempt, CancellationToken cancel)
    {
        try
        {
            var target = new Uri(url);
            var direct = routes.Of(target) is { Binding: not null } route ? route : null;
            var request = direct is { Binding: { } binding }
                ? await DirectAsync(binding, direct.Rest(target), target, jobId, callback, cancel)
                : ToEgress(url, jobId, callback);

            // The schedule of retries is ours, so a refusal must come back as a status, not as an error.
            request.Metadata["errorIfNot2XX"] = "false";
            request.Metadata[EgressHeaders.WebhookId] = CallbackIds.Of(jobId, callback.Sequence);
            request.Metadata[EgressHeaders.Sequence] = callback.Sequence.ToString(CultureInfo.InvariantCulture);
            request.Metadata[EgressHeaders.Attempt] = attempt.ToString(CultureInfo.InvariantCulture);
            var response = await dapr.InvokeBindingAsync(request, cancel);

            return Read(response.Metadata, isEgress: direct is null);
        }
        catch (KeyMissingException e)
        {
            return new WebhookAnswer(null, e.Message, null);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new WebhookAnswer(null, $"The webhook binding failed: {e.Message}", null);
        }
    }

    private BindingRequest ToEgress(string url, string jobId, Callback callback) => new(options.Value.Binding, "post")
    {
        Data = CallbackBody.Write(jobId, callback),
        Metadata = { [EgressHeaders.Url] = url },
    };

    private async Task<BindingRequest> DirectAsync(
        string binding, string path, Uri target, string jobId, Callback callback, CancellationToken cancel)
    {
        var body = BindingJson.Of(CallbackBody.Write(jobId, callback));
        var (id, timestamp) = (CallbackIds.Of(jobId, callback.Sequence), clock.GetUtcNow().ToUnixTimeSeconds());
        var request = new BindingRequest(binding, "post")
        {
            Data = body,
            Metadata =
            {
                ["path"] = path,
                [EgressHeaders.ContentType] = "application/json",
                [EgressHeaders.WebhookTimestamp] = timestamp.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (await keys.SignAsync(routes.KeysOf(target), id, timestamp, body, cancel) is { Length: > 0 } signature)
        {
            request.Metadata[EgressHeaders.WebhookSignature] = signature;
        }

        return request;
    }

    /// <summary>What the binding tells. Headers of the egress endpoint mean nothing where a receiver itself has sent them.</summary>
    private WebhookAnswer Read(IReadOnlyDictionary<string, string> metadata, bool isEgress)
    {
        var found = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        var status = found.TryGetValue("statusCode", out var code)
            && int.TryParse(code, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
        if (isEgress && found.TryGetValue(EgressHeaders.Error, out var error))
        {
            return new WebhookAnswer(null, error, null, found.ContainsKey(EgressHeaders.Refused));
        }

        return status is >= 200 and <= 299
            ? new WebhookAnswer(status, null, null)
            : new WebhookAnswer(
                status,
                $"The receiver answered {status}.",
                RetryAfter.Read(status, found.GetValueOrDefault("Retry-After"), clock.GetUtcNow()));
    }
}
