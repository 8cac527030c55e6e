using System.Text;
using Dapr;
using Dapr.Client;

namespace JobWorker.StandIns.Tests.Dapr.Client;

public sealed class PublishingAndBinding : ClientSpec
{
    private static readonly Dictionary<string, string> Ttl = new() { ["ttlInSeconds"] = "60" };

    [Fact]
    public async Task Publishes_a_value_as_json()
    {
        await Client.PublishEventAsync("queue", "jobs/new ones", new Order("tea", 1), Ttl);

        Assert.Equal("POST", Sidecar.Only.Method);
        Assert.Equal("/v1.0/publish/queue/jobs/new%20ones?metadata.ttlInSeconds=60", Sidecar.Only.Target);
        Assert.Equal("application/json", Sidecar.Only.Headers["Content-Type"]);
        Assert.Equal("""{"item":"tea","count":1}""", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Publishes_bytes_as_they_are()
    {
        await Client.PublishByteEventAsync("queue", "jobs", Encoding.UTF8.GetBytes("not { json"), "text/plain; charset=utf-8");

        Assert.Equal("text/plain; charset=utf-8", Sidecar.Only.Headers["Content-Type"]);
        Assert.Equal("not { json", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Publishes_nothing_at_all()
    {
        await Client.PublishEventAsync("queue", "jobs");

        Assert.Equal("", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Throws_when_there_is_no_such_pubsub()
    {
        Sidecar.Answers(404, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub queue is not found"}""");

        var error = await Assert.ThrowsAsync<DaprApiException>(() => Client.PublishEventAsync("queue", "jobs", 1));

        Assert.Equal("ERR_PUBSUB_NOT_FOUND", error.ErrorCode);
    }

    [Fact]
    public async Task Calls_a_binding_and_gives_its_data_and_metadata()
    {
        Sidecar.Answers(200, "pong", ("Metadata.statuscode", "202"), ("Metadata.status", "202 Accepted"));
        var request = new BindingRequest("web hook", "post")
        {
            Data = """{"a":1}"""u8.ToArray(),
            Metadata = { ["path"] = "/x" },
        };

        var response = await Client.InvokeBindingAsync(request);

        Assert.Equal(("POST", "/v1.0/bindings/web%20hook"), (Sidecar.Only.Method, Sidecar.Only.Target));
        Assert.Equal("""{"operation":"post","data":{"a":1},"metadata":{"path":"/x"}}""", Sidecar.Only.Body);
        Assert.Equal("pong", Encoding.UTF8.GetString(response.Data.Span));
        Assert.Equal(("202", "202 Accepted"), (response.Metadata["statusCode"], response.Metadata["status"]));
        Assert.Same(request, response.Request);
    }

    [Fact]
    public async Task Calls_a_binding_without_data()
    {
        var response = await Client.InvokeBindingAsync(new BindingRequest("webhook", "get"));

        Assert.Equal("""{"operation":"get"}""", Sidecar.Only.Body);
        Assert.True(response.Data.IsEmpty);
    }

    [Fact]
    public async Task Throws_when_a_binding_fails_though_it_sends_metadata()
    {
        Sidecar.Answers(
            500,
            """{"errorCode":"ERR_INVOKE_OUTPUT_BINDING","message":"received status code 503"}""",
            ("Metadata.statuscode", "503"));

        var error = await Assert.ThrowsAsync<DaprApiException>(
            () => Client.InvokeBindingAsync(new BindingRequest("webhook", "post")));

        Assert.Equal("ERR_INVOKE_OUTPUT_BINDING", error.ErrorCode);
    }

    [Fact]
    public async Task Calls_a_binding_with_values()
    {
        Sidecar.Answers(200, """{"item":"tea","count":2}""");

        var order = await Client.InvokeBindingAsync<int, Order>("shop", "create", 7, Ttl);

        Assert.Equal(new Order("tea", 2), order);
        Assert.Equal("""{"operation":"create","data":7,"metadata":{"ttlInSeconds":"60"}}""", Sidecar.Only.Body);
    }
}
