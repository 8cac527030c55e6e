using System.Globalization;
using JobWorker.DevSidecar.Hosting.Flags;

namespace JobWorker.DevSidecar.App;

/// <summary>Calls the app, no more at a time than <c>--app-max-concurrency</c>.</summary>
internal sealed class AppChannel : IDisposable
{
    private const string TokenHeader = "dapr-api-token";

    /// <summary>As daprd: further calls wait, instead of taking all the files a process may have open.</summary>
    private const int MaxConnections = 1024;

    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim? _places;
    private readonly SidecarFlags _flags;
    private readonly string? _token;
    private readonly string _base;
    private volatile bool _healthy = true;

    /// <param name="flags">Where the app is, and its limits.</param>
    /// <param name="token"><c>APP_API_TOKEN</c>; sent along when there is one.</param>
    public AppChannel(SidecarFlags flags, string? token)
    {
        _flags = flags;
        _token = string.IsNullOrEmpty(token) ? null : token;
        _places = flags.AppMaxConcurrency > 0 ? new SemaphoreSlim(flags.AppMaxConcurrency) : null;
        _base = string.Create(CultureInfo.InvariantCulture, $"http://{flags.AppChannelAddress}:{flags.AppPort}");
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxConnectionsPerServer = MaxConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        });
    }

    /// <summary>While false calls fail at once, save those made for starting and stopping.</summary>
    public bool Healthy
    {
        get => _healthy;
        set => _healthy = value;
    }

    /// <summary>Makes one call and reads the whole answer.</summary>
    /// <param name="request">Its address is the path, with query.</param>
    /// <param name="cancel">Aborts the call.</param>
    /// <exception cref="AppUnreachableException">There was no answer.</exception>
    public async Task<AppAnswer> SendAsync(AppRequest request, CancellationToken cancel)
    {
        if (!_healthy && !request.EvenUnhealthy)
        {
            throw new AppUnreachableException("app is not in a healthy state", neverSent: true);
        }

        if (_places is null)
        {
            return await CallAsync(request, cancel);
        }

        await _places.WaitAsync(cancel);
        try
        {
            return await CallAsync(request, cancel);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Where the app is, without a slash at the end.</summary>
    public string Address => _base;

    /// <summary>Makes one call whose bodies go through as streams; returns when the answer's headers are there.</summary>
    /// <param name="message">To <see cref="Address"/>; gets the app's token.</param>
    /// <param name="cancel">Aborts the call.</param>
    /// <exception cref="AppUnreachableException">There was no answer.</exception>
    public async Task<OpenAnswer> OpenAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        if (!_healthy)
        {
            throw new AppUnreachableException("app is not in a healthy state", neverSent: true);
        }

        await (_places?.WaitAsync(cancel) ?? Task.CompletedTask);
        try
        {
            return new OpenAnswer(await TrySendAsync(message, cancel), () => _places?.Release());
        }
        catch
        {
            _places?.Release();
            throw;
        }
    }

    /// <summary>A connection that shows whether the app lives; none where nothing listens at its port.</summary>
    public Task<AppLine?> TryOpenLineAsync(CancellationToken cancel) =>
        AppLine.TryOpenAsync(_flags.AppChannelAddress, _flags.AppPort, cancel);

    public void Dispose()
    {
        _http.Dispose();
        _places?.Dispose();
    }

    private async Task<AppAnswer> CallAsync(AppRequest request, CancellationToken cancel)
    {
        using var message = request.ToMessage(_base);
        using var response = await TrySendAsync(message, cancel);
        try
        {
            return new AppAnswer((int)response.StatusCode, await ReadAsync(response.Content, cancel), response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AppUnreachableException($"the app at {_base} broke off its answer: {e.Message}", neverSent: false, e);
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        if (_token is not null)
        {
            message.Headers.TryAddWithoutValidation(TokenHeader, _token);
        }

        try
        {
            return await _http.SendAsync(message, cancel);
        }
        catch (HttpRequestException e)
        {
            var refused = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            throw new AppUnreachableException($"cannot reach the app at {_base}: {e.Message}", refused, e);
        }
        catch (IOException e)
        {
            throw new AppUnreachableException($"the app at {_base} broke off its answer: {e.Message}", neverSent: false, e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        if (content.Headers.ContentLength is 0)
        {
            return default;
        }

        await using var stream = await content.ReadAsStreamAsync(cancel);
        var body = new byte[content.Headers.ContentLength ?? 4096];
        var length = 0;
        while (await stream.ReadAsync(body.AsMemory(length), cancel) is > 0 and var read)
        {
            length += read;
            if (length > _flags.MaxBodySize)
            {
                throw new AppUnreachableException(
                    $"the app's answer is larger than --max-body-size ({_flags.MaxBodySize} bytes)", neverSent: false);
            }

            if (length == body.Length)
            {
                if (length == content.Headers.ContentLength)
                {
                    break;
                }

                Array.Resize(ref body, body.Length * 2);
            }
        }

        return body.AsMemory(0, length);
    }
}
