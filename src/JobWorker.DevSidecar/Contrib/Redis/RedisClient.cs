using System.Net.Security;
using System.Net.Sockets;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>Redis as one server that may go away and come back. Callers share one connection, remade when it breaks.</summary>
/// <remarks>
/// A command that was under way when the connection broke fails, for nobody can know whether it took effect. One that finds
/// no connection waits for the next, as long as an answer may take; not, however, while Redis refuses the password.
/// </remarks>
internal sealed class RedisClient : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly RedisSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Task<RedisConnection> _current;
    private string _lastError = "no attempt has ended yet";
    private volatile bool _refused;

    private RedisClient(RedisSettings settings, TimeProvider clock, ILogger logger, RedisConnection first)
    {
        (_settings, _clock, _logger) = (settings, clock, logger);
        _current = Task.FromResult(first);
    }

    /// <summary>Connects once, so that a wrong address or password is known at start.</summary>
    /// <exception cref="RedisConnectionException">Redis cannot be reached, or refuses the password or database.</exception>
    public static async Task<RedisClient> ConnectAsync(
        RedisSettings settings, TimeProvider clock, ILogger logger, CancellationToken cancel) =>
        new(settings, clock, logger, await OpenAsync(settings, clock, cancel));

    /// <summary>Sends one command on the shared connection.</summary>
    /// <exception cref="RedisServerException">Redis answered with an error.</exception>
    /// <exception cref="RedisConnectionException">No connection, no answer in time, or the connection ended.</exception>
    public async Task<RespValue> SendAsync(IReadOnlyList<RedisArgument> command, CancellationToken cancel) =>
        await (await CurrentAsync(cancel)).SendAsync(command, _settings.Timeout, cancel);

    /// <summary>Sends commands with nobody else's between them; errors are returned in their places.</summary>
    /// <exception cref="RedisConnectionException">No connection, no answer in time, or the connection ended.</exception>
    public async Task<RespValue[]> SendAllAsync(
        IReadOnlyList<IReadOnlyList<RedisArgument>> commands, CancellationToken cancel) =>
        await (await CurrentAsync(cancel)).SendAllAsync(commands, _settings.Timeout, cancel);

    /// <summary>A connection of the caller's own, for commands that block.</summary>
    /// <exception cref="RedisConnectionException">Redis cannot be reached.</exception>
    public Task<RedisConnection> OpenAsync(CancellationToken cancel) => OpenAsync(_settings, _clock, cancel);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await ((Task)_current).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_current.IsCompletedSuccessfully)
        {
            await _current.Result.DisposeAsync();
        }

        _closing.Dispose();
    }

    private async Task<RedisConnection> CurrentAsync(CancellationToken cancel)
    {
        Task<RedisConnection> current;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            if (_current is { IsCompletedSuccessfully: true, Result.IsBroken: true })
            {
                var closing = _closing.Token;
                _current = Task.Run(() => ReconnectAsync(closing), CancellationToken.None);
            }

            current = _current;
        }

        if (_refused && !current.IsCompleted)
        {
            throw new RedisConnectionException(_lastError);
        }

        try
        {
            return await current.WaitAsync(_settings.Timeout, _clock, cancel);
        }
        catch (TimeoutException e)
        {
            throw new RedisConnectionException($"Redis at {_settings.Address} cannot be reached: {_lastError}", e);
        }
    }

    private async Task<RedisConnection> ReconnectAsync(CancellationToken closing)
    {
        _logger.RedisLost(_settings.Address);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var connection = await OpenAsync(_settings, _clock, closing);
                _refused = false;
                _logger.RedisBack(_settings.Address);
                return connection;
            }
            catch (RedisConnectionException e)
            {
                // Said once for each reason: a refused password is another story than a closed port.
                if (_lastError != e.Message)
                {
                    _logger.RedisStillLost(e.Message);
                }

                _lastError = e.Message;
                _refused = e.InnerException is RedisServerException { Code: "NOAUTH" or "WRONGPASS" or "NOPERM" };
            }

            await Task.Delay(pause, _clock, closing);
        }
    }

    private static async Task<RedisConnection> OpenAsync(RedisSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var stream = await DialAsync(settings, both.Token);
            var connection = new RedisConnection(stream, settings.Address, clock);
            connection.Start();
            await GreetAsync(connection, settings, both.Token);
            return connection;
        }
        catch (Exception e) when (e is IOException or SocketException or RedisServerException
            or System.Security.Authentication.AuthenticationException)
        {
            throw new RedisConnectionException($"Connecting to Redis at {settings.Address} failed: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RedisConnectionException(
                $"Connecting to Redis at {settings.Address} took longer than {settings.Timeout.TotalSeconds:0.#} s.", e);
        }
    }

    private static async Task<Stream> DialAsync(RedisSettings settings, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (settings.Tls is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(settings.Tls, cancel);
        return secure;
    }

    private static async Task GreetAsync(RedisConnection connection, RedisSettings settings, CancellationToken cancel)
    {
        try
        {
            if (settings.Password.Length > 0)
            {
                IReadOnlyList<RedisArgument> auth = settings.Username.Length > 0
                    ? ["AUTH", settings.Username, settings.Password]
                    : ["AUTH", settings.Password];
                await connection.SendAsync(auth, settings.Timeout, cancel);
            }

            if (settings.Database != 0)
            {
                await connection.SendAsync(["SELECT", settings.Database], settings.Timeout, cancel);
            }

            await connection.SendAsync(["PING"], settings.Timeout, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
