using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

public sealed class TheRedisBindingOnARealServer(RedisServer server) : TheRedisBinding(server), IClassFixture<RedisServer>;

public sealed class TheRedisBindingOnTheEmbeddedServer(EmbeddedServer server) : TheRedisBinding(server), IClassFixture<EmbeddedServer>;

public abstract class TheRedisBinding(RedisHost server)
{
    [SkippableFact]
    public async Task Creates_reads_and_deletes_keys()
    {
        await using var sidecar = await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync(sidecar, "create", "a", "\"data\":{\"b\":1}")).Status);
        Assert.Equal("{\"b\":1}", (await server.SendAsync("GET", "a")).Text);
        var read = await CallAsync(sidecar, "get", "a");
        Assert.Equal((HttpStatusCode.OK, "{\"b\":1}"), (read.Status, read.Body));
        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync(sidecar, "delete", "a")).Status);
        read = await CallAsync(sidecar, "get", "a");
        Assert.Equal((HttpStatusCode.OK, ""), (read.Status, read.Body));
    }

    [SkippableFact]
    public async Task Counts()
    {
        await using var sidecar = await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync(sidecar, "increment", "n")).Status);
        await CallAsync(sidecar, "increment", "n", metadata: ",\"ttlInSeconds\":\"100\"");

        Assert.Equal("2", (await CallAsync(sidecar, "get", "n")).Body);
        Assert.InRange((await server.SendAsync("PTTL", "n")).Long, 1, 100_000);
        await server.SendAsync("DEL", "n");
    }

    [SkippableFact]
    public async Task Keeps_a_value_for_its_time_and_may_take_it_away_when_read()
    {
        await using var sidecar = await StartAsync();

        await CallAsync(sidecar, "create", "t", "\"data\":\"x\"", ",\"ttlInSeconds\":\"100\"");
        Assert.InRange((await server.SendAsync("PTTL", "t")).Long, 1, 100_000);

        Assert.Equal("\"x\"", (await CallAsync(sidecar, "get", "t", metadata: ",\"delete\":\"true\"")).Body);
        Assert.Equal("", (await CallAsync(sidecar, "get", "t", metadata: ",\"delete\":\"true\"")).Body);
    }

    [SkippableTheory]
    [InlineData("create", "", "", "missing key in request metadata")]
    [InlineData("list", "a", "", "does not support operation list. supported operations:create get delete increment")]
    [InlineData("create", "a", ",\"ttlInSeconds\":\"soon\"", "ttlInSeconds must be a whole number above 0")]
    [InlineData("increment", "text", "", "not an integer")]
    public async Task Says_what_is_wrong(string operation, string key, string metadata, string reason)
    {
        await using var sidecar = await StartAsync();
        await CallAsync(sidecar, "create", "text", "\"data\":\"x\"");

        var answer = await CallAsync(sidecar, operation, key, metadata: metadata);

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains(reason, answer.Body, StringComparison.Ordinal);
        await CallAsync(sidecar, "delete", "text");
    }

    private static Task<Answer> CallAsync(SidecarHarness sidecar, string operation, string key, string data = "\"data\":null", string metadata = "") =>
        sidecar.PostAsync("/v1.0/bindings/cache", $$$"""{"operation":"{{{operation}}}",{{{data}}},"metadata":{"key":"{{{key}}}"{{{metadata}}}}}""");

    private Task<SidecarHarness> StartAsync()
    {
        server.Require();
        return SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                kind: Component
                metadata: {name: cache}
                spec:
                  type: bindings.redis
                  version: v1
                  metadata: [{name: redisHost, value: "{{server.Address}}"}]
                """,
        });
    }
}
