using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_4_EventDelivery : ContractTest
{
    [Statement(Text = "1.4 an event is POSTed to the route as application/cloudevents+json")]
    public async Task Post()
    {
        await PublishAsync("plain");
        var call = await App.OneAsync(Id);

        Assert.Equal(("POST /plain", "application/cloudevents+json"), (call.Line, call.Header("Content-Type")));
    }

    [Statement(Text = "1.4 the header pubsubname names the component")]
    public async Task PubsubName()
    {
        await PublishAsync("plain");

        Assert.Equal("messages", (await App.OneAsync(Id)).Header("pubsubname"));
    }

    [Statement(Text = "1.4 the body is a CloudEvent with all of Dapr's attributes")]
    public async Task Attributes()
    {
        await PublishAsync("plain");
        var e = (await App.OneAsync(Id)).Json;

        Assert.Equal(
            ("1.0", "com.dapr.event.sent", "contract", "application/json", "plain", "messages"),
            (Text(e, "specversion"), Text(e, "type"), Text(e, "source"), Text(e, "datacontenttype"), Text(e, "topic"),
                Text(e, "pubsubname")));
        Assert.True(Guid.TryParse(Text(e, "id"), out _));
        Assert.Matches("^00-", Text(e, "traceparent"));
        Assert.Equal(Text(e, "traceparent"), Text(e, "traceid"));
        Assert.Equal("", Text(e, "tracestate"));
        Assert.True(DateTimeOffset.TryParse(Text(e, "time"), out _));
        Assert.Equal(Id, e.GetProperty("data").GetProperty("mark").GetString());
    }

    [Statement(Text = "1.4 JSON goes into data as JSON")]
    public async Task Json()
    {
        await Sidecar.PostAsync("/v1.0/publish/messages/plain", $$"""[1,{"mark":"{{Id}}"}]""");

        Assert.Equal(JsonValueKind.Array, (await App.OneAsync(Id)).Json.GetProperty("data").ValueKind);
    }

    [Statement(Text = "1.4 bytes go into data_base64")]
    public async Task Bytes()
    {
        await Sidecar.PostAsync("/v1.0/publish/messages/plain", Id, "application/octet-stream");
        var e = (await App.OneAsync(Id)).Json;

        Assert.Equal(Id, System.Text.Encoding.UTF8.GetString(e.GetProperty("data_base64").GetBytesFromBase64()));
        Assert.False(e.TryGetProperty("data", out _));
    }

    [StatementForEach(Text = "1.4 text and other types go into data as a string")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Strings(string type)
    {
        await Sidecar.PostAsync("/v1.0/publish/messages/plain", Id, type);
        var e = (await App.OneAsync(Id)).Json;

        Assert.Equal((Id, type), (Text(e, "data"), Text(e, "datacontenttype")));
    }

    [Statement(Text = "1.4 what claims to be JSON and is not falls back to a string")]
    public async Task NotJson()
    {
        await Sidecar.PostAsync("/v1.0/publish/messages/plain", "{" + Id);

        Assert.Equal("{" + Id, Text((await App.OneAsync(Id)).Json, "data"));
    }

    [StatementForEach(Text = "1.4 rawPayload on the subscription wraps the broker's bytes")]
    [InlineData("raw")]
    [InlineData("raw-too")]
    public async Task Raw(string topic)
    {
        await PublishAsync(topic, "?metadata.rawPayload=true");
        var e = (await App.OneAsync(Id)).Json;

        Assert.Equal(
            ("com.dapr.event.sent", "Dapr", "application/octet-stream"),
            (Text(e, "type"), Text(e, "source"), Text(e, "datacontenttype")));
        Assert.Equal(Event(), System.Text.Encoding.UTF8.GetString(e.GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Statement(Text = "1.4 a raw message that is no JSON object is an error without rawPayload: with a dead letter topic it goes there")]
    public async Task NotAnEvent()
    {
        using var redis = Redis();
        redis.Call("XADD", "orders", "*", "data", Id);
        redis.Call("XADD", "raw", "*", "data", Id);

        // The second shows that the first would have come.
        await App.OneAsync(Id, "POST /raw");
        Assert.DoesNotContain(App.Calls(Id), call => call.Target == "/orders");
        Assert.Contains(
            (object?[])redis.Call("XRANGE", "orders-dead", "-", "+")!, entry => $"{((object?[])((object?[])entry!)[1]!)[1]}" == Id);
    }

    [Statement(Text = "1.4 a producer may write a CloudEvent to the stream itself; the body is what it wrote, byte for byte")]
    public async Task StreamProducer()
    {
        using var redis = Redis();
        var e = $$"""{"id":"1", "specversion":"1.0","type":"t","source":"s",  "data":{"mark":"{{Id}}"} }""";
        redis.Call("XADD", "plain", "*", "data", e);

        Assert.Equal(e, (await App.OneAsync(Id)).Body);
    }

    [Statement(Text = "1.4 metadata of the message become headers")]
    public async Task Headers()
    {
        using var redis = Redis();
        redis.Call(
            "XADD", "plain", "*", "data", $$"""{"id":"1","specversion":"1.0","type":"t","source":"s","data":"{{Id}}"}""",
            "metadata", """{"x-colour":"green","content-type":"text/plain"}""");
        var call = await App.OneAsync(Id);

        Assert.Equal(("green", "application/cloudevents+json"), (call.Header("x-colour"), call.Header("Content-Type")));
    }

    [Statement(Text = "1.4 an event past its expiration is dropped, to the dead letter topic where there is one")]
    public async Task Expired()
    {
        using var redis = Redis();
        var e = $$"""{"id":"1","specversion":"1.0","type":"t","source":"s","expiration":"2020-01-01T00:00:00Z","data":"{{Id}}"}""";
        redis.Call("XADD", "orders", "*", "data", e);

        // The dead letter topic gets the event unchanged, and therefore drops it for the same reason.
        await Until.IsAsync("the dead letter", TimeSpan.FromSeconds(10), () => Task.FromResult(
            ((object?[])redis.Call("XRANGE", "orders-dead", "-", "+")!)
                .FirstOrDefault(entry => $"{((object?[])((object?[])entry!)[1]!)[1]}" == e)));
        Assert.Empty(App.Calls(Id));
    }

    [Statement(Text = "1.4 an event no route takes is dropped, to the dead letter topic where there is one")]
    public async Task NoRoute()
    {
        await PublishAsync("picky");

        await App.OneAsync(Id, "POST /orders-dead");
        Assert.Empty(App.Calls(Id, "POST /picky"));
    }

    [Statement(Text = "1.4 rules are tried in order: type")]
    public async Task RouteByType()
    {
        await PublishAsync("routed", "?metadata.cloudevent.type=a&metadata.cloudevent.source=b");

        Assert.Equal("POST /routed/a", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.4 rules are tried in order: source")]
    public async Task RouteBySource()
    {
        await PublishAsync("routed", "?metadata.cloudevent.source=b");

        Assert.Equal("POST /routed/b", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.4 a binary-mode event takes its attributes from ce_ metadata, and reaches the app as it is with these as headers", Needs = Feature.BinaryEvents)]
    public async Task Binary()
    {
        using var redis = Redis();
        redis.Call(
            "XADD", "routed", "*", "data", Id, "metadata",
            """{"content-type":"application/octet-stream","ce_id":"7","ce_type":"a","ce_source":"s","ce_specversion":"1.0"}""");
        var call = await App.OneAsync(Id);

        Assert.Equal(("POST /routed/a", "7", Id), (call.Line, call.Header("ce_id"), call.Body));
    }

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();
}
