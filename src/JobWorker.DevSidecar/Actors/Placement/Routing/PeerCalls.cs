using System.Globalization;
using System.Net.Sockets;
using System.Text;
using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Actors.Placement.Routing;

/// <summary>Calls of the other sidecars of the app.</summary>
/// <param name="token"><c>DAPR_API_TOKEN</c>, which they all have; none where there is none.</param>
internal sealed class PeerCalls(string? token) : IDisposable
{
    private const string ApiVersion = "/v1.0";
    private const string TokenHeader = "dapr-api-token";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
    });

    /// <summary>Has one turn taken there.</summary>
    /// <exception cref="ActorMovedException">The actor is not there, or nobody is.</exception>
    /// <exception cref="AppUnreachableException">The app there did not answer, or its sidecar broke off.</exception>
    /// <exception cref="ActorCallException">The actor ended under the call, or the sidecar there refused it.</exception>
    public async Task<AppAnswer> TurnAsync(
        PlacedHost host, long epoch, ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        var answer = await SendAsync(host, epoch, actor, request, cancel);
        return answer.Header(PeerHeaders.Outcome) switch
        {
            PeerHeaders.Answered => answer,
            PeerHeaders.NeverSent => throw new AppUnreachableException(Text(answer), neverSent: true),
            PeerHeaders.Unreachable => throw new AppUnreachableException(Text(answer), neverSent: false),
            PeerHeaders.TooDeep => throw new ActorStackDepthException(),
            PeerHeaders.Ended => throw new ActorCallException(Text(answer)),
            _ => throw new ActorCallException($"the sidecar at {host.Address} answered {answer.Status}: {Text(answer)}"),
        };
    }

    /// <summary>Makes a call of the API there.</summary>
    /// <exception cref="ActorMovedException">The actor is not there, or nobody is.</exception>
    /// <exception cref="AppUnreachableException">The sidecar there broke off.</exception>
    public async Task<AppAnswer> SendAsync(
        PlacedHost host, long epoch, ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        using var message = request.ToMessage(host.Address + ApiVersion);
        message.Headers.TryAddWithoutValidation(PeerHeaders.Epoch, epoch.ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(token))
        {
            message.Headers.TryAddWithoutValidation(TokenHeader, token);
        }

        try
        {
            using var response = await _http.SendAsync(message, cancel);
            var answer = new AppAnswer(
                (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel), response);
            return answer.Header(PeerHeaders.Outcome) == PeerHeaders.Moved ? throw new ActorMovedException(actor) : answer;
        }
        catch (HttpRequestException e) when (WasNeverSent(e))
        {
            throw new ActorMovedException(actor);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AppUnreachableException($"the sidecar at {host.Address} broke off: {e.Message}", neverSent: false, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ActorMovedException(actor, e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool WasNeverSent(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        && e.InnerException is SocketException;

    private static string Text(AppAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
