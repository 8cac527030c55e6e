using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks;

/// <summary>What is made of the headers that come back through the sidecar's binding.</summary>
public sealed class TheBinding : IAsyncLifetime
{
    private readonly Dictionary<string, string> _metadata = [];
    private WebServer? _sidecar;

    public async Task InitializeAsync() => _sidecar = await WebServer.StartAsync(context =>
    {
        foreach (var (name, value) in _metadata)
        {
            context.Response.Headers[$"metadata.{name}"] = value;
        }

        return Task.CompletedTask;
    });

    public async Task DisposeAsync() => await _sidecar!.DisposeAsync();

    [Fact]
    public async Task Brings_the_egress_endpoints_refusal() => Assert.Equal(
        new WebhookAnswer(null, "not there", null, Refused: true),
        await PostAsync("http://other/x", ("statusCode", "502"), (EgressHeaders.Error, "not there"), (EgressHeaders.Refused, "true")));

    [Fact]
    public async Task Believes_nobody_else_who_says_so() => Assert.Equal(
        new WebhookAnswer(200, null, null),
        await PostAsync("http://direct/x", ("statusCode", "200"), (EgressHeaders.Error, "not there"), (EgressHeaders.Refused, "true")));

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("99999999999999999999", 86_400.0)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    public async Task Brings_a_receivers_wish_within_reason(string wish, double? seconds)
    {
        var answer = await PostAsync("http://direct/x", ("statusCode", "503"), ("Retry-After", wish));

        Assert.Equal((503, seconds), (answer.StatusCode, answer.RetryAfter?.TotalSeconds));
    }

    private async Task<WebhookAnswer> PostAsync(string url, params (string Name, string Value)[] metadata)
    {
        foreach (var (name, value) in metadata)
        {
            _metadata[name] = value;
        }

        using var dapr = new DaprClientBuilder().UseHttpEndpoint(_sidecar!.Url).Build();
        var options = Options.Create(new CallbackOptions { Routes = [new() { Prefix = "http://direct/", Binding = "direct" }] });
        using var keys = new KeyRing(dapr, options, TimeProvider.System, NullLogger<KeyRing>.Instance);
        var webhook = new BindingWebhook(dapr, options, new CallbackRoutes(options), keys, TimeProvider.System);
        var callback = new Callback(0, 0, new CallbackDetail(JobId: "u"), CallbackState.Pending, 0, DateTimeOffset.UnixEpoch);

        return (await webhook.Post([new Letter("a", url, [callback])], default)[0]).Answers[0];
    }
}
