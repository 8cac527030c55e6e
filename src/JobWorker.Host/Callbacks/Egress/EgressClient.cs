using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Sends one request to where it may go: the address that was checked is the one that is connected to.</summary>
internal sealed class EgressClient : IDisposable
{
    private readonly IOptions<EgressOptions> _options;
    private readonly AddressGuard _guard;
    private readonly EgressProxy _proxy;
    private readonly Outside _outside;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public EgressClient(
        IOptions<EgressOptions> options, AddressGuard guard, EgressProxy proxy, Outside outside, TimeProvider clock)
    {
        (_options, _guard, _proxy, _outside, _clock) = (options, guard, proxy, outside, clock);
        _http = new HttpClient(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Never throws for what the other side does, nor for what may not be reached: those are answers.</summary>
    public async Task<WebhookAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(_options.Value.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            if (await RefusalAsync(request, either.Token) is { } refusal)
            {
                return refusal;
            }

            // The body is not read: only the status counts, and a receiver may send without end.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;

            return status switch
            {
                >= 300 and <= 399 => None($"The receiver answered {status}; redirects are not followed."),
                < 200 or > 599 => None($"The receiver answered {status}, which is no status of an answer."),
                407 when _proxy.IsMeantBy(request) => None("The proxy wants other credentials: 407."),
                _ => new WebhookAnswer(status, null, RetryAfter.Of(response, _clock.GetUtcNow())),
            };
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return NoAnswerWithin(_options.Value.Timeout);
        }
        catch (HttpRequestException e) when (e.InnerException is EgressRefusedException refused)
        {
            return new WebhookAnswer(null, refused.Message, null, Refused: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or InvalidOperationException)
        {
            return None((e.InnerException ?? e).Message);
        }
    }

    /// <summary>The receiver took too long.</summary>
    public static WebhookAnswer NoAnswerWithin(TimeSpan time) => None($"No answer within {time.TotalSeconds} s.");

    public void Dispose() => _http.Dispose();

    private static WebhookAnswer None(string why) => new(null, why, null);

    private SocketsHttpHandler NewHandler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // Proxies of the environment are meant for others: what leaves here is checked here, or goes where the settings say.
            UseProxy = _proxy.IsSet,
            Proxy = _proxy.IsSet ? _proxy : null,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 64 * 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancel) => ConnectAsync(context, cancel),
        };
        handler.SslOptions.CertificateChainPolicy = _outside.Trust;

        return handler;
    }

    /// <summary>What can be told before a proxy is asked, which resolves names where nobody sees it.</summary>
    private async ValueTask<WebhookAnswer?> RefusalAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (!_proxy.IsMeantBy(request))
        {
            return null;
        }

        if (_guard.RefusalBehindProxy(request.RequestUri!) is { } refusal)
        {
            return new WebhookAnswer(null, refusal, null, Refused: true);
        }

        return await _proxy.PrepareAsync(cancel) is { } problem ? None(problem) : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var target = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(target.Host, out var address)
            ? [address]
            : await _outside.ResolveAsync(target.Host, cancel);
        if (!_proxy.IsMeantBy(context.InitialRequestMessage) && _guard.Refusal(target.Host, addresses) is { } refusal)
        {
            throw new EgressRefusedException(refusal);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A callback may not go where it should.</summary>
internal sealed class EgressRefusedException(string message) : Exception(message);
