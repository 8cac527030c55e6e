using Dapr.Client;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>An egress client with all it is made of.</summary>
internal sealed class EgressUnderTest : IDisposable
{
    private readonly EgressClient _client;

    public EgressUnderTest(
        EgressOptions? egress = null, CallbackOptions? callbacks = null, Outside? outside = null, DaprClient? dapr = null, TimeProvider? clock = null)
    {
        var options = Options.Create(egress ?? new EgressOptions());
        var sending = Options.Create(callbacks ?? new CallbackOptions());
        clock ??= TimeProvider.System;
        var credentials = new ProxyCredentials(
            new SecretReader(dapr!, clock), sending, clock, NullLogger<ProxyCredentials>.Instance);
        _client = new EgressClient(
            options, new AddressGuard(options), new EgressProxy(sending, credentials), outside ?? Outside.Machine, clock);
    }

    public async Task<WebhookAnswer> PostAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };

        return await _client.SendAsync(request, default);
    }

    public void Dispose() => _client.Dispose();
}
