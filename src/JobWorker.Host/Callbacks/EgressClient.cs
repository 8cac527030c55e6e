using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends one request to where it may go: the address that was checked is the one that is connected to.</summary>
internal sealed class EgressClient(IOptions<EgressOptions> options, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 64 * 1024,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, cancel) => await ConnectAsync(context.DnsEndPoint, options.Value, cancel),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<WebhookAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            // The body is not read: only the status counts, and a receiver may send without end.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;

            return status is >= 300 and <= 399
                ? new WebhookAnswer(null, $"The receiver answered {status}; redirects are not followed.", null)
                : new WebhookAnswer(status, null, response.Headers.RetryAfter is { } wish ? Wait(wish) : null);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return new WebhookAnswer(null, $"No answer within {options.Value.Timeout.TotalSeconds} s.", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or InvalidOperationException)
        {
            return new WebhookAnswer(null, (e.InnerException ?? e).Message, null);
        }
    }

    public void Dispose() => _http.Dispose();

    private TimeSpan Wait(System.Net.Http.Headers.RetryConditionHeaderValue wish)
    {
        var wait = wish.Delta ?? (wish.Date - clock.GetUtcNow()) ?? TimeSpan.Zero;

        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<Stream> ConnectAsync(DnsEndPoint target, EgressOptions options, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancel);
        if (!options.AllowPrivateAddresses && Array.Find(addresses, a => !AddressGuard.IsPublic(a)) is { } refused)
        {
            throw new IOException($"{target.Host} is {refused}, which callbacks may not reach.");
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
