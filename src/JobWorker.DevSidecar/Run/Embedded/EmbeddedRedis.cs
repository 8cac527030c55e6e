using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using JobWorker.DevSidecar.Run.Embedded.Storage;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>A server inside this process that speaks Redis' protocol on loopback and keeps its data in one file.</summary>
/// <remarks>It has the commands our components and a person with <c>redis-cli</c> need, not all of Redis.</remarks>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RedisEngine _engine;
    private readonly Socket _listener;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _sweeper;
    private readonly Task _accepting;

    private EmbeddedRedis(RedisEngine engine, Socket listener, TimeProvider clock, ILogger logger)
    {
        (_engine, _listener, _clock, _logger) = (engine, listener, clock, logger);
        Address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        _sweeper = clock.CreateTimer(_ => engine.Sweep(), null, SweepInterval, SweepInterval);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, as <c>127.0.0.1:port</c>.</summary>
    public string Address { get; }

    /// <param name="dataFolder">Made where it is missing; one server at a time may use it.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="logs">Makes loggers.</param>
    /// <param name="clock">Tells when keys expire.</param>
    /// <param name="cancel">Ends the start, not the server.</param>
    /// <exception cref="EmbeddedRedisException">The port or the folder is taken, or the data file is damaged.</exception>
    public static async Task<EmbeddedRedis> StartAsync(
        string dataFolder, int port, ILoggerFactory logs, TimeProvider clock, CancellationToken cancel)
    {
        var listener = Listen(port);
        AppendOnlyFile? log = null;
        try
        {
            log = AppendOnlyFile.Open(dataFolder);
            var engine = await RedisEngine.LoadAsync(log, clock, cancel);
            return new EmbeddedRedis(engine, listener, clock, logs.CreateLogger<EmbeddedRedis>());
        }
        catch
        {
            listener.Dispose();
            log?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _sweeper.DisposeAsync();
        await _accepting;
        await Task.WhenAll(_sessions.Keys);
        _engine.Dispose();
        _stop.Dispose();
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new EmbeddedRedisException(
                $"Port {port} cannot be used for the embedded Redis: {e.Message}. See who has it: ss -ltnp 'sport = :{port}'", e);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                socket.NoDelay = true;
                var session = Task.Run(() => ServeAsync(socket), CancellationToken.None);
                _sessions.TryAdd(session, true);
                _ = session.ContinueWith(
                    ended => _sessions.TryRemove(ended, out _),
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                _logger.AcceptFailed(e);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var session = new RedisSession(socket, _engine, _clock);
        try
        {
            await session.RunAsync(_stop.Token);
        }
        catch (Exception e)
        {
            _logger.SessionFailed(e);
        }
    }
}
