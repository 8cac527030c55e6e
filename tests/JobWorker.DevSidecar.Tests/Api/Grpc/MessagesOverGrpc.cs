using System.Text.Json;
using Google.Protobuf;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class MessagesOverGrpc : GrpcSpec
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private readonly FakeApp _app = new FakeApp()
        .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""").On("POST /jobs", 200);

    private protected override HarnessOptions Options => new()
    {
        App = _app,
        Yaml = """
            kind: Component
            metadata: {name: pubsub}
            spec:
              type: pubsub.in-memory
              metadata: [{name: protectedTopics, value: secret}]
            """,
    };

    [Fact]
    public async Task Reach_the_app_as_events()
    {
        var answer = await Client.CallAsync("PublishEvent", Message("{\"n\":1}", "application/json"), ("traceparent", Parent));

        Assert.Equal(0, answer.Status);
        var data = await DeliveredAsync();
        Assert.Equal(1, data.GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(("app", "jobs", "pubsub", Parent), (
            Text(data, "source"), Text(data, "topic"), Text(data, "pubsubname"), Text(data, "traceparent")));
    }

    [Fact]
    public async Task Are_text_unless_they_say_otherwise()
    {
        await Client.CallAsync("PublishEvent", Message("{}", ""));

        var data = await DeliveredAsync();
        Assert.Equal(("text/plain", "{}"), (Text(data, "datacontenttype"), Text(data, "data")));
    }

    [Fact]
    public async Task Take_attributes_from_their_metadata()
    {
        var message = Message("x", "text/plain");
        message.Metadata.Add("cloudevent.id", "m-1");
        message.Metadata.Add("Cloudevent.Type", "job");

        await Client.CallAsync("PublishEvent", message);

        var data = await DeliveredAsync();
        Assert.Equal(("m-1", "job"), (Text(data, "id"), Text(data, "type")));
    }

    [Fact]
    public async Task May_be_events_already()
    {
        const string Event = """{"specversion":"1.0","id":"mine","type":"t","source":"s","data":"d"}""";

        await Client.CallAsync("PublishEvent", Message(Event, "application/cloudevents+json"));

        var data = await DeliveredAsync();
        Assert.Equal(("mine", "d", "jobs"), (Text(data, "id"), Text(data, "data"), Text(data, "topic")));
    }

    [Theory]
    [InlineData("other", "jobs", "", GrpcClient.InvalidArgument, "pubsub other is not found")]
    [InlineData("", "jobs", "", GrpcClient.InvalidArgument, "pubsub name is empty")]
    [InlineData("pubsub", "", "", GrpcClient.InvalidArgument, "topic is empty in pubsub pubsub")]
    [InlineData("pubsub", "secret", "", GrpcClient.PermissionDenied, "topic secret is not allowed for app id app")]
    [InlineData("pubsub", "jobs", "perhaps", GrpcClient.InvalidArgument, "rawPayload must be true or false")]
    public async Task Are_refused_with_the_reason(string name, string topic, string raw, int status, string problem)
    {
        var message = new PublishEventRequest { PubsubName = name, Topic = topic, Metadata = { ["rawPayload"] = raw } };

        (await Client.CallAsync("PublishEvent", message)).IsError(status, problem);
    }

    [Fact]
    public async Task Are_refused_where_an_event_is_none() =>
        (await Client.CallAsync("PublishEvent", Message("{", "application/cloudevents+json")))
            .IsError(GrpcClient.InvalidArgument, "cannot create cloudevent");

    private static PublishEventRequest Message(string data, string type) => new()
    {
        PubsubName = "pubsub",
        Topic = "jobs",
        Data = ByteString.CopyFromUtf8(data),
        DataContentType = type,
    };

    private async Task<JsonElement> DeliveredAsync()
    {
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Count > 0);
        return JsonSerializer.Deserialize<JsonElement>(_app.CallsTo("POST /jobs")[0].Body);
    }

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();
}
