using System.Net;
using System.Net.Sockets;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>A server that speaks Redis' protocol, with a port and a folder of its own, that tests may stop and start.</summary>
public abstract class RedisHost : IAsyncLifetime
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("redis-").FullName;

    private protected int Port { get; } = FreePort();

    public string Address => $"127.0.0.1:{Port}";

    public abstract Task StartAsync();

    public abstract Task StopAsync();

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Skips the test where this kind of server cannot be had.</summary>
    public virtual void Require()
    {
    }

    internal ComponentSpec Spec(string type, params (string Name, string Value)[] fields)
    {
        Require();
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["redisHost"] = Address };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        return new ComponentSpec("test", type, "v1", metadata, "test.yaml:1");
    }

    internal static ComponentContext Context(string appId = "app") =>
        new(appId, EmbeddedRedis: null, TimeProvider.System, NullLoggerFactory.Instance);

    internal async Task<RedisClient> ConnectAsync()
    {
        Require();
        return await RedisClient.ConnectAsync(
            new RedisSettings("127.0.0.1", Port), TimeProvider.System, NullLogger.Instance, default);
    }

    internal async Task<RespValue> SendAsync(params RedisArgument[] command)
    {
        await using var client = await ConnectAsync();
        return await client.SendAsync(command, default);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
