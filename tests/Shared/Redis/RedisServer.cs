namespace JobWorker.Testing.Redis;

/// <summary>A redis-server of our own.</summary>
/// <param name="folder">For its files.</param>
/// <param name="port">Where it listens.</param>
/// <param name="durable">Whether every change is on disk before it is answered, so that a kill loses nothing.</param>
internal sealed class RedisServer(string folder, int port, bool durable = true) : IAsyncDisposable
{
    /// <summary>What a test says that is skipped without it.</summary>
    public const string Missing = "redis-server is not installed";

    private ServerProcess? _process;

    public static bool IsInstalled => Repository.Tool("redis-server") is not null;

    public int Port => port;

    public ServerProcess Process => _process ?? throw new InvalidOperationException("redis-server has not been started.");

    public async Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        _process = ServerProcess.Start(
            "redis-server", folder, new Dictionary<string, string?>(), Repository.Tool("redis-server")!,
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "",
            "--appendonly", durable ? "yes" : "no", "--appendfsync", "always");
        await Until.IsAsync("redis-server to answer", TimeSpan.FromSeconds(10), PingAsync, () => _process.Output);
    }

    /// <summary>Kills it and takes away what it has written: it will know nothing when it starts again.</summary>
    public async Task ForgetAsync()
    {
        await Process.KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    public RedisConnection Connect() => new(port);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private Task<object?> PingAsync()
    {
        try
        {
            using var connection = Connect();
            return Task.FromResult(connection.Call("PING"));
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            return Task.FromResult<object?>(null);
        }
    }
}
