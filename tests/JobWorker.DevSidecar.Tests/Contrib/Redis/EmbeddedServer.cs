using JobWorker.DevSidecar.Run.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>Our embedded server, for the same tests.</summary>
public sealed class EmbeddedServer : RedisHost
{
    private EmbeddedRedis? _server;

    public override async Task StartAsync() =>
        _server = await EmbeddedRedis.StartAsync(Folder, Port, NullLoggerFactory.Instance, TimeProvider.System, default);

    public override async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }
}
