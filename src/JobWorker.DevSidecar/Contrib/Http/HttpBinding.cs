using System.Globalization;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Http;

/// <summary><c>bindings.http</c>: calls one URL.</summary>
internal sealed class HttpBinding(HttpBindingSettings settings) : IOutputBinding
{
    private const string Json = "application/json; charset=utf-8";
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !new Uri(settings.Url).IsLoopback,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        AutomaticDecompression = System.Net.DecompressionMethods.None,
    });

    public static Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel) =>
        Task.FromResult<object>(new HttpBinding(HttpBindingSettings.Read(spec)));

    /// <exception cref="BindingException">No answer, or one that counts as an error.</exception>
    public async Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel)
    {
        var method = Method(request.Operation);
        ReadOnlyMemory<byte>? body = method.Method is "POST" or "PUT" or "PATCH"
            ? request.Data.Length > 0 ? request.Data : "null"u8.ToArray()
            : null;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(settings.Timeout ?? System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            using var response = await SendAsync(Build(method, body, request.Metadata), body, limited.Token);
            return await ReadAsync(response, request.Metadata, limited.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new BindingException($"no answer within {settings.Timeout}", Nothing, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            throw new BindingException(e.Message, Nothing, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly Dictionary<string, string> Nothing = [];

    private static HttpMethod Method(string operation) => operation.ToUpperInvariant() switch
    {
        "CREATE" => HttpMethod.Post,
        ("GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE") and var verb =>
            HttpMethod.Parse(verb),
        _ => throw new BindingException($"invalid operation: {operation}", Nothing),
    };

    private HttpRequestMessage Build(HttpMethod method, ReadOnlyMemory<byte>? body, IReadOnlyDictionary<string, string> metadata)
    {
        var path = metadata.GetValueOrDefault("path", "");
        var url = path.Length == 0 ? settings.Url : $"{settings.Url.TrimEnd('/')}/{path.TrimStart('/')}";
        var message = new HttpRequestMessage(method, new Uri(url));
        if (body is { } bytes)
        {
            message.Content = new ReadOnlyMemoryContent(bytes);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", Json);
        }

        message.Headers.TryAddWithoutValidation("Accept", Json);
        if (settings is { SecurityHeader.Length: > 0, SecurityToken.Length: > 0 })
        {
            SetHeader(message, settings.SecurityHeader, settings.SecurityToken);
        }

        foreach (var (name, value) in metadata.Where(item => IsHeader(item.Key)))
        {
            SetHeader(message, name, value);
        }

        return message;
    }

    private static void SetHeader(HttpRequestMessage message, string name, string value)
    {
        System.Net.Http.Headers.HttpHeaders? headers = IsOfContent(name) ? message.Content?.Headers : message.Headers;
        if (headers?.NonValidated.Contains(name) == true)
        {
            headers.Remove(name);
        }

        headers?.TryAddWithoutValidation(name, value);
    }

    private static bool IsHeader(string key) =>
        key is [>= 'A' and <= 'Z', ..] or "traceparent" or "tracestate" or "baggage";

    /// <summary>.NET keeps these with the body, and refuses them elsewhere.</summary>
    private static bool IsOfContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "ALLOW" or "EXPIRES" or "LAST-MODIFIED";

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage message, ReadOnlyMemory<byte>? body, CancellationToken cancel)
    {
        for (var hops = 0; ; hops++)
        {
            var response = await _http.SendAsync(message, cancel);
            if (GoRedirect.Follow(message, response, body) is not { } next)
            {
                return response;
            }

            response.Dispose();
            if (hops == GoRedirect.Limit)
            {
                throw new BindingException($"stopped after {GoRedirect.Limit} redirects", Nothing);
            }

            message = next;
        }
    }

    private async Task<BindingResponse> ReadAsync(
        HttpResponseMessage response, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var data = await ReadBodyAsync(response.Content, cancel);
        var answer = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statusCode"] = status.ToString(CultureInfo.InvariantCulture),
            ["status"] = $"{status} {response.ReasonPhrase}".TrimEnd(),
        };
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            answer[GoHeaders.Canonical(header.Key)] = string.Join(", ", (IEnumerable<string>)header.Value);
        }

        var strict = metadata.GetValueOrDefault("errorIfNot2XX", "") is { Length: > 0 } given
            ? HttpBindingSettings.IsTruthy(given)
            : settings.ErrorIfNot2xx;
        return strict && !response.IsSuccessStatusCode
            ? throw new BindingException($"received status code {status}", answer)
            : new BindingResponse(data, answer);
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (settings.MaxResponse > 0 && body.Length >= settings.MaxResponse)
            {
                body.SetLength(settings.MaxResponse);
                break;
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
