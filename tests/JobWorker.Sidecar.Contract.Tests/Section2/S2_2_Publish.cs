using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_2_Publish : ContractTest
{
    [StatementForEach(Text = "2.2 publishing answers 204")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Published(string verb)
    {
        (await Sidecar.SendAsync(verb, "/v1.0/publish/messages/plain", Event())).Is(204);

        await App.OneAsync(Id);
    }

    [Statement(Text = "2.2 pubsub.in-memory delivers too")]
    public async Task InMemory()
    {
        (await PublishAsync("remembered", pubsub: "memory-topics")).Is(204);

        Assert.Equal("memory-topics", (await App.OneAsync(Id)).Header("pubsubname"));
    }

    [Statement(Text = "2.2 without a Content-Type the message is text/plain")]
    public async Task DefaultType()
    {
        await Sidecar.SendBytesAsync("POST", "/v1.0/publish/messages/plain", System.Text.Encoding.UTF8.GetBytes(Id), "");

        Assert.Equal("text/plain", Text((await App.OneAsync(Id)).Json, "datacontenttype"));
    }

    [Statement(Text = "2.2 a CloudEvent is used as the envelope: topic and pubsubname are set, the rest stays, no id is made up")]
    public async Task OwnEvent()
    {
        await Sidecar.PostAsync(
            "/v1.0/publish/messages/plain",
            $$"""{"specversion":"1.0","type":"own","source":"me","topic":"x","extra":[1],"data":"{{Id}}"}""",
            "application/cloudevents+json");
        var e = (await App.OneAsync(Id)).Json;

        Assert.Equal(
            ("own", "me", "plain", "messages"), (Text(e, "type"), Text(e, "source"), Text(e, "topic"), Text(e, "pubsubname")));
        Assert.Equal(1, e.GetProperty("extra")[0].GetInt32());
        Assert.False(e.TryGetProperty("id", out _));
        Assert.Matches("^00-", Text(e, "traceid"));
    }

    [StatementForEach(Text = "2.2 metadata.cloudevent.* overrides an attribute")]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("type")]
    [InlineData("subject")]
    [InlineData("traceid")]
    public async Task Overrides(string attribute)
    {
        await PublishAsync("plain", $"?metadata.cloudevent.{attribute}=mine");

        Assert.Equal("mine", Text((await App.OneAsync(Id)).Json, attribute));
    }

    [Statement(Text = "2.2 rawPayload puts the bytes on the broker as they are")]
    public async Task Raw()
    {
        using var redis = Redis();
        (await Sidecar.PostAsync($"/v1.0/publish/messages/unread-{Id}?metadata.rawPayload=true", "{ not json", "text/plain")).Is(204);

        Assert.Equal("{ not json", Fields(redis, $"unread-{Id}")["data"]);
    }

    [Statement(Text = "2.2 the stream has the field data, and metadata as a JSON map")]
    public async Task Stream()
    {
        using var redis = Redis();
        await PublishAsync($"unread-{Id}", "?metadata.colour=green");
        var fields = Fields(redis, $"unread-{Id}");

        Assert.Equal(Id, JsonSerializer.Deserialize<JsonElement>(fields["data"]).GetProperty("data").GetProperty("mark").GetString());
        Assert.Equal("green", JsonSerializer.Deserialize<Dictionary<string, string>>(fields["metadata"])!["colour"]);
    }

    [Statement(Text = "2.2 ttlInSeconds becomes expiration")]
    public async Task Ttl()
    {
        await PublishAsync("plain", "?metadata.ttlInSeconds=600");
        var end = DateTimeOffset.Parse(Text((await App.OneAsync(Id)).Json, "expiration")!, System.Globalization.CultureInfo.InvariantCulture);

        Assert.InRange(end - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Statement(Text = "2.2 the caller's traceparent goes into the event")]
    public async Task Trace()
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await Sidecar.SendAsync("POST", "/v1.0/publish/messages/plain", Event(), headers: ("traceparent", Parent));

        Assert.StartsWith(Parent[..35], Text((await App.OneAsync(Id)).Json, "traceparent"), StringComparison.Ordinal);
    }

    [Statement(Text = "2.2 a topic may have slashes")]
    public async Task Slashes()
    {
        using var redis = Redis();
        (await PublishAsync($"unread/{Id}/x")).Is(204);

        Assert.NotEmpty(Fields(redis, $"unread/{Id}/x")["data"]);
    }

    [StatementForEach(Text = "2.2 who may not publish there: 403 ERR_PUBSUB_FORBIDDEN")]
    [InlineData("unlisted")]
    [InlineData("guarded")]
    [InlineData("hidden")]
    public async Task Forbidden(string topic) => (await PublishAsync(topic, pubsub: "scoped")).IsError(403, "ERR_PUBSUB_FORBIDDEN");

    [Statement(Text = "2.2 a topic the scopes grant is published to, and one they do not grant is not subscribed")]
    public async Task Granted()
    {
        (await PublishAsync("open", pubsub: "scoped")).Is(204);

        Assert.DoesNotContain(
            (await Sidecar.GetAsync("/v1.0/metadata")).Json.GetProperty("subscriptions").EnumerateArray(),
            one => one.GetProperty("topic").GetString() == "hidden");
    }

    [Statement(Text = "2.2 an unknown component: 404 ERR_PUBSUB_NOT_FOUND")]
    public async Task Unknown() => (await PublishAsync("t", pubsub: "nowhere")).IsError(404, "ERR_PUBSUB_NOT_FOUND");

    [Statement(Text = "2.2 no topic: 404 ERR_TOPIC_NAME_EMPTY")]
    public async Task NoTopic() => (await Sidecar.PostAsync("/v1.0/publish/messages/", "1")).IsError(404, "ERR_TOPIC_NAME_EMPTY");

    [Statement(Text = "2.2 no component: 404 ERR_PUBSUB_EMPTY")]
    public async Task NoComponent() => (await Sidecar.PostAsync("/v1.0/publish/", "1")).IsError(404, "ERR_PUBSUB_EMPTY");

    [Statement(Text = "2.2 no pub/sub component at all: 400 ERR_PUBSUB_NOT_CONFIGURED")]
    public async Task NotConfigured()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Yaml = "kind: Component\nmetadata: {name: memory}\nspec: {type: state.in-memory}",
        });

        (await sidecar.Api.PostAsync("/v1.0/publish/messages/t", "1")).IsError(400, "ERR_PUBSUB_NOT_CONFIGURED");
        (await sidecar.Api.PostAsync("/v1.0/bindings/b", "{}")).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
        (await sidecar.Api.PostAsync("/v1.0-alpha1/lock/l", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":1}"""))
            .IsError(500, "ERR_LOCK_STORE_NOT_CONFIGURED");
        (await sidecar.Api.GetAsync("/v1.0/secrets/s/k")).IsError(500, "ERR_SECRET_STORES_NOT_CONFIGURED");
    }

    [Statement(Text = "2.2 metadata that cannot be read: 400 ERR_PUBSUB_REQUEST_METADATA")]
    public async Task BadMetadata() => (await PublishAsync("plain", "?metadata.rawPayload=maybe")).IsError(400, "ERR_PUBSUB_REQUEST_METADATA");

    private static Dictionary<string, string> Fields(JobWorker.Testing.Redis.RedisConnection redis, string stream)
    {
        var entry = (object?[])((object?[])redis.Call("XRANGE", stream, "-", "+")!).Single()!;
        return ((object?[])entry[1]!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);
    }

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();
}
