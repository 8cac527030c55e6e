using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_2_Subscribe : ContractTest
{
    [Statement(Text = "1.2 what the app answers is subscribed, and metadata lists it as PROGRAMMATIC with its rules")]
    public async Task Listed()
    {
        var routed = await FindAsync("routed");

        Assert.Equal("PROGRAMMATIC", routed.GetProperty("type").GetString());
        Assert.Equal("messages", routed.GetProperty("pubsubname").GetString());
        Assert.Equal(
            [("event.type == \"a\"", "/routed/a"), ("event.source == \"b\"", "/routed/b"), ("", "/routed/rest")],
            routed.GetProperty("rules").EnumerateArray().Select(rule => (
                rule.TryGetProperty("match", out var match) ? match.GetString() ?? "" : "", rule.GetProperty("path").GetString())));
    }

    [Statement(Text = "1.2 metadata and deadLetterTopic of a subscription are listed")]
    public async Task ListedInFull()
    {
        Assert.Equal("true", (await FindAsync("raw")).GetProperty("metadata").GetProperty("rawPayload").GetString());
        Assert.Equal("orders-dead", (await FindAsync("orders")).GetProperty("deadLetterTopic").GetString());
    }

    [Statement(Text = "1.2 an entry with no route is dropped")]
    public async Task NoRoute() => Assert.DoesNotContain(await AllAsync(), one => one.GetProperty("topic").GetString() == "nowhere");

    [Statement(Text = "1.2 routes.default wins over route")]
    public async Task DefaultWins()
    {
        await PublishAsync("routed");

        Assert.Equal("POST /routed/rest", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.2 a route without a slash gets one")]
    public async Task Slash()
    {
        await PublishAsync("orders");

        Assert.Equal("POST /orders", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.2 a match that is a CEL expression over the event is applied", Needs = Feature.EventExpressions)]
    public async Task Expression()
    {
        await Sidecar.PostAsync(
            "/v1.0/publish/messages/looked-into?metadata.cloudevent.type=big.one", $$"""{"mark":"{{Id}}","size":11}""");

        Assert.Equal("POST /looked-into/big", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.2 where no CEL expression is true the default is taken", Needs = Feature.EventExpressions)]
    public async Task ExpressionIsFalse()
    {
        await Sidecar.PostAsync(
            "/v1.0/publish/messages/looked-into?metadata.cloudevent.type=big.one", $$"""{"mark":"{{Id}}","size":10}""");

        Assert.Equal("POST /looked-into/rest", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.2 404 means no subscriptions, and the sidecar is ready")]
    public async Task None()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/subscribe", 404);
        await app.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions { AppPort = app.Port });

        Assert.False((await sidecar.Api.GetAsync("/v1.0/metadata")).Json.TryGetProperty("subscriptions", out _));
    }

    [Statement(Text = "1.2 an answer that is no list of subscriptions subscribes nothing, and the sidecar is ready")]
    public async Task Unreadable()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/subscribe", 200, """{"pubsubname":5}""");
        await app.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions { AppPort = app.Port });

        Assert.False((await sidecar.Api.GetAsync("/v1.0/metadata")).Json.TryGetProperty("subscriptions", out _));
    }

    private async Task<JsonElement> FindAsync(string topic) =>
        Assert.Single(await AllAsync(), one => one.GetProperty("topic").GetString() == topic);

    private async Task<IReadOnlyList<JsonElement>> AllAsync() =>
        [.. (await Sidecar.GetAsync("/v1.0/metadata")).Json.GetProperty("subscriptions").EnumerateArray()];
}
