using Dapr.Client;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks;

/// <summary>The way of callbacks through a sidecar of the test's own.</summary>
internal static class Webhooks
{
    /// <summary>What goes to <c>http://direct/</c> takes a binding of its own.</summary>
    public static BindingWebhook Through(DaprClient dapr, TimeProvider clock)
    {
        var options = Options.Create(new CallbackOptions { Routes = [new() { Prefix = "http://direct/", Binding = "direct" }] });

        return new BindingWebhook(
            dapr,
            options,
            Options.Create(new EgressOptions()),
            new CallbackRoutes(options),
            new KeyRing(new SecretReader(dapr, clock), options, clock, NullLogger<KeyRing>.Instance),
            clock);
    }
}
