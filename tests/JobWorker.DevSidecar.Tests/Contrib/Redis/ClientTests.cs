using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>The client, against both servers.</summary>
public abstract class ClientSuite(RedisHost host)
{
    [SkippableFact]
    public async Task Gives_each_of_many_callers_its_own_answer()
    {
        await using var client = await host.ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5000).Select(n => client.SendAsync(["ECHO", n], default)));

        Assert.Equal(Enumerable.Range(0, 5000).Select(n => (long)n), answers.Select(answer => answer.Long));
    }

    [SkippableFact]
    public async Task Carries_far_more_than_a_thousand_commands_a_second()
    {
        await using var client = await host.ConnectAsync();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async worker =>
        {
            for (var i = 0; i < 100; i++)
            {
                await client.SendAsync(["HSET", $"k{worker}", $"f{i}", new byte[200]], default);
            }
        }));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [SkippableFact]
    public async Task Throws_what_the_server_refuses()
    {
        await using var client = await host.ConnectAsync();

        var refused = await Assert.ThrowsAsync<RedisServerException>(() => client.SendAsync(["EXEC"], default));
        Assert.Equal("ERR", refused.Code);
    }

    [SkippableFact]
    public async Task Fails_what_was_under_way_when_the_server_went_and_finds_it_again()
    {
        await using var client = await host.ConnectAsync();
        await client.SendAsync(["XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"], default);
        var blocked = client.SendAsync(["XREADGROUP", "GROUP", "g", "c", "BLOCK", 4000, "STREAMS", "s", ">"], default);

        await host.StopAsync();
        await Assert.ThrowsAsync<RedisConnectionException>(() => blocked);
        var waiting = client.SendAsync(["PING"], default);
        await host.StartAsync();

        Assert.Equal("PONG", (await waiting).Text);
    }

    [SkippableFact]
    public async Task Lets_a_caller_give_up_without_harm_to_the_next()
    {
        await using var client = await host.ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = client.SendAsync(["XREAD", "BLOCK", 50, "STREAMS", "none", "$"], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("PONG", (await client.SendAsync(["PING"], default)).Text);
    }
}

public sealed class TheClientOfRedis(RedisServer server) : ClientSuite(server), IClassFixture<RedisServer>;

public sealed class TheClientOfTheEmbeddedServer(EmbeddedServer server) : ClientSuite(server), IClassFixture<EmbeddedServer>;

public sealed class AServerThatIsNotThere
{
    [Fact]
    public async Task Is_named_when_it_refuses_the_connection()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        var failure = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectAsync(port));
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_named_when_it_does_not_answer()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectAsync(port));
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    private static Task<RedisClient> ConnectAsync(int port) => RedisClient.ConnectAsync(
        new RedisSettings("127.0.0.1", port) { Timeout = TimeSpan.FromMilliseconds(100) },
        TimeProvider.System, NullLogger.Instance, default);
}

public sealed class RedisFields
{
    [Theory]
    [InlineData("redisHost", "a:1,b:2", "redisHost")]
    [InlineData("redisHost", "a:port", "redisHost")]
    [InlineData("redisHost", "", "redisHost")]
    [InlineData("redisType", "cluster", "redisType")]
    [InlineData("failover", "true", "failover")]
    [InlineData("redisDB", "-1", "redisDB")]
    public void Are_refused_by_name_when_they_cannot_work(string field, string value, string named)
    {
        var failure = Assert.Throws<ComponentException>(() => RedisSettings.From(Spec((field, value)), null));

        Assert.Contains($"{named}:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Give_way_to_the_embedded_server()
    {
        var settings = RedisSettings.From(Spec(("redisPassword", "x"), ("enableTLS", "true")), "127.0.0.1:7001");

        Assert.Equal(new RedisSettings("127.0.0.1", 7001), settings);
    }

    [Theory]
    [InlineData("redis", "redis", 6379)]
    [InlineData("10.0.0.1:7000", "10.0.0.1", 7000)]
    [InlineData("[::1]:7000", "::1", 7000)]
    public void Name_the_server(string address, string host, int port)
    {
        var settings = RedisSettings.From(Spec(("redisHost", address), ("redisUsername", "u"), ("redisDB", "2")), null);

        Assert.Equal((host, port, "u", 2), (settings.Host, settings.Port, settings.Username, settings.Database));
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1m30s", 90)]
    [InlineData("1500", 1.5)]
    [InlineData("0", 0)]
    [InlineData("", 60)]
    public void Give_the_processing_timeout_as_a_duration_or_in_milliseconds(string value, double seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            DevSidecar.Contrib.Redis.Streams.RedisPubSubSettings.From(Spec(("processingTimeout", value)), "app").ProcessingTimeout);

    [Theory]
    [InlineData("2000", 2)]
    [InlineData("30s", 15)]
    [InlineData("", 15)]
    public void Give_the_redeliver_interval_in_milliseconds_only(string value, double seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            DevSidecar.Contrib.Redis.Streams.RedisPubSubSettings.From(Spec(("redeliverInterval", value)), "app").RedeliverInterval);

    private static ComponentSpec Spec(params (string Name, string Value)[] fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["redisHost"] = "localhost:6379" };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        return new ComponentSpec("test", "pubsub.redis", "v1", metadata, "test.yaml:7");
    }
}
