using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobWorker.Cli.Service;

/// <summary>The service's HTTP API. Every answer that is no success is a <see cref="ServiceException"/>.</summary>
internal sealed class ServiceClient : IDisposable
{
    /// <summary>Web names, no nulls, nothing escaped that need not be: people read it too.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    /// <summary>No redirect is followed, so the token goes nowhere else.</summary>
    /// <param name="server">Absolute; a path is the start of every path.</param>
    /// <param name="token">Sent as bearer; none sends none.</param>
    public ServiceClient(Uri server, string? token)
    {
        Server = server;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
            UseProxy = !server.IsLoopback,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Who is asked.</summary>
    public Uri Server { get; }

    /// <summary>A body that is JSON.</summary>
    public static ByteArrayContent Json(byte[] json) =>
        new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    public Task<Answer> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, cancel);

    /// <exception cref="ServiceException">Any other answer than 2xx, or none within 30 s.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(AnswerTimeout);

        return await GuardAsync(
            async () =>
            {
                using var response = await OpenAsync(request, timer.Token);

                return new Answer(await response.Content.ReadAsByteArrayAsync(timer.Token), Server);
            },
            cancel);
    }

    /// <summary>A body that comes bit by bit, for as long as it comes.</summary>
    /// <exception cref="ServiceException">Any other answer than 2xx, or none within 30 s.</exception>
    public Task<HttpResponseMessage> StreamAsync(string path, CancellationToken cancel) => GuardAsync(
        async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timer.CancelAfter(AnswerTimeout);

            return await OpenAsync(request, timer.Token);
        },
        cancel);

    /// <summary>The data of server-sent events, until the service ends the stream.</summary>
    /// <exception cref="ServiceException">The connection is lost.</exception>
    public async IAsyncEnumerable<string> EventsAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancel)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancel);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
        while (await GuardAsync(async () => await events.MoveNextAsync(), cancel))
        {
            yield return events.Current.Data;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Tells what a broken connection means, in one place.</summary>
    /// <exception cref="ServiceException">The connection failed or was too slow.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ServiceException($"{Server} does not answer.", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancel.IsCancellationRequested)
        {
            throw new ServiceException($"{Server} cannot be reached: {e.Message}", null);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw (int)response.StatusCode is >= 300 and < 400
                ? new ServiceException($"{Server} sends us to {response.Headers.Location}: give that as --server.", null)
                : ServiceException.Of(
                    response.StatusCode, response.ReasonPhrase, await response.Content.ReadAsByteArrayAsync(cancel), Server);
        }
    }
}

/// <summary>A successful answer.</summary>
/// <param name="Body">As it came.</param>
/// <param name="Server">Who gave it.</param>
internal sealed record Answer(byte[] Body, Uri Server)
{
    /// <exception cref="ServiceException">It is something else.</exception>
    public T As<T>() => Read<T>(Body, Server);

    /// <exception cref="ServiceException">It is something else.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, Uri server)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ServiceClient.Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ServiceException($"{server} answers what JobWorker does not: {e.Message}", null);
        }
    }
}
