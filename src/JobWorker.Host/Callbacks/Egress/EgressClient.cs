using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Sends one request to where it may go: the address that was checked is the one that is connected to.</summary>
internal sealed class EgressClient : IDisposable
{
    private readonly IOptions<EgressOptions> _options;
    private readonly AddressGuard _guard;
    private readonly Outside _outside;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public EgressClient(IOptions<EgressOptions> options, AddressGuard guard, Outside outside, TimeProvider clock)
    {
        (_options, _guard, _outside, _clock) = (options, guard, outside, clock);
        _http = new HttpClient(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Never throws for what the other side does, nor for what may not be reached: those are answers.</summary>
    public async Task<WebhookAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(_options.Value.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            // The body is not read: only the status counts, and a receiver may send without end.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;

            return status is >= 300 and <= 399
                ? new WebhookAnswer(null, $"The receiver answered {status}; redirects are not followed.", null)
                : new WebhookAnswer(status, null, RetryAfter.Of(response, _clock.GetUtcNow()));
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return new WebhookAnswer(null, $"No answer within {_options.Value.Timeout.TotalSeconds} s.", null);
        }
        catch (HttpRequestException e) when (e.InnerException is EgressRefusedException refused)
        {
            return new WebhookAnswer(null, refused.Message, null, Refused: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or InvalidOperationException)
        {
            return new WebhookAnswer(null, (e.InnerException ?? e).Message, null);
        }
    }

    public void Dispose() => _http.Dispose();

    private SocketsHttpHandler NewHandler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // Proxies of the environment are meant for others: what leaves here is checked here.
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 64 * 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, cancel),
        };
        handler.SslOptions.CertificateChainPolicy = _outside.Trust;

        return handler;
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancel)
    {
        var addresses = IPAddress.TryParse(target.Host, out var address)
            ? [address]
            : await _outside.ResolveAsync(target.Host, cancel);
        if (_guard.Refusal(target.Host, addresses) is { } refusal)
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
