using System.Net.Http.Headers;
using System.Text;
using k8s.Authentication;
using k8s.Autorest;
using k8s.Models;
using Headers = System.Collections.Generic.IReadOnlyDictionary<
    string, System.Collections.Generic.IReadOnlyList<string>>;

namespace k8s.Http;

/// <summary>The verbs of the API over one <see cref="HttpClient"/>: what is sent, and how an answer is read.</summary>
/// <param name="http">Without a timeout of its own: a watch has none.</param>
/// <param name="credentials">Null: none.</param>
/// <param name="timeout">For everything but watches and logs that are followed.</param>
/// <param name="host">The name to send as Host and to expect in the server's certificate; null: that of the address.</param>
internal sealed class ApiClient(HttpClient http, ITokenProvider credentials, TimeSpan timeout, string host)
{
    private static readonly Headers NoHeaders = new Dictionary<string, IReadOnlyList<string>>();

    public Uri BaseUri { get; set; }

    public HttpClient Http { get; set; } = http;

    public Task<HttpOperationResponse<T>> CreateAsync<T>(
        string path, T body, Query query, Headers headers, CancellationToken cancel) =>
        CreateFromAsync<T>(path, body, query, headers, cancel);

    /// <summary>What comes back need not be of the class that was sent.</summary>
    public Task<HttpOperationResponse<T>> CreateFromAsync<T>(
        string path, object body, Query query, Headers headers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);

        return ExchangeAsync<T>(HttpMethod.Post, path + query, JsonBody(body), headers, cancel);
    }

    public Task<HttpOperationResponse<T>> ReplaceAsync<T>(
        string path, T body, Query query, Headers headers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);

        return ExchangeAsync<T>(HttpMethod.Put, path + query, JsonBody(body), headers, cancel);
    }

    public Task<HttpOperationResponse<T>> PatchAsync<T>(
        string path, V1Patch body, Query query, Headers headers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);

        var content = new StringContent(KubernetesJson.Serialize(body), Encoding.UTF8, body.MediaType);

        return ExchangeAsync<T>(HttpMethod.Patch, path + query, content, headers, cancel);
    }

    public Task<HttpOperationResponse<T>> DeleteAsync<T>(
        string path, V1DeleteOptions body, Query query, Headers headers, CancellationToken cancel) =>
        ExchangeAsync<T>(HttpMethod.Delete, path + query, body is null ? null : JsonBody(body), headers, cancel);

    public Task<HttpOperationResponse<T>> ReadAsync<T>(
        string path, Query query, Headers headers, CancellationToken cancel) =>
        ExchangeAsync<T>(HttpMethod.Get, path + query, content: null, headers, cancel);

    /// <summary>A list; or, for a watch, an answer whose stream is still to be read.</summary>
    public async Task<HttpOperationResponse<T>> ListAsync<T>(
        string path, Query query, bool? watch, Headers headers, CancellationToken cancel)
    {
        if (watch is not true)
        {
            return await ReadAsync<T>(path, query, headers, cancel);
        }

        var request = Request(HttpMethod.Get, path + query, content: null, headers);

        return new HttpOperationResponse<T> { Request = request, Response = await SendAsync(request, cancel) };
    }

    /// <summary>An answer whose body is its stream; the timeout counts until the headers are there.</summary>
    public async Task<HttpOperationResponse<Stream>> ReadStreamAsync(
        string path, Query query, bool? follow, Headers headers, CancellationToken cancel)
    {
        var request = Request(HttpMethod.Get, path + query, content: null, headers);
        using var deadline = new Deadline(follow is true ? Timeout.InfiniteTimeSpan : timeout, cancel);
        var response = await deadline.GuardAsync(token => SendAsync(request, token));

        return new HttpOperationResponse<Stream>
        {
            Request = request,
            Response = response,
            Body = await response.Content.ReadAsStreamAsync(cancel),
        };
    }

    private async Task<HttpOperationResponse<T>> ExchangeAsync<T>(
        HttpMethod method, string target, HttpContent content, Headers headers, CancellationToken cancel)
    {
        var request = Request(method, target, content, headers);
        using var deadline = new Deadline(timeout, cancel);

        return await deadline.GuardAsync(async token =>
        {
            var response = await SendAsync(request, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);

            return new HttpOperationResponse<T>
            {
                Request = request,
                Response = response,
                Body = await KubernetesJson.DeserializeAsync<T>(stream, token),
            };
        });
    }

    private HttpRequestMessage Request(
        HttpMethod method, string target, HttpContent content, Headers headers)
    {
        var request = new HttpRequestMessage(method, new Uri(BaseUri, target))
        {
            Content = content,
            Version = Http.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Host = host;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, values) in headers ?? NoHeaders)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, values);
        }

        return request;
    }

    /// <exception cref="HttpOperationException">Any answer but 2xx.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (credentials is not null)
        {
            request.Headers.Authorization ??= await credentials.GetAuthenticationHeaderAsync(cancel);
        }

        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(request, response, cancel);
        }
    }

    private static async Task<HttpOperationException> FailureAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancel)
    {
        var answer = await response.Content.ReadAsStringAsync(cancel);
        var sent = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancel);

        return new HttpOperationException(
            $"{request.Method} {request.RequestUri?.AbsolutePath} was answered with {(int)response.StatusCode}: {answer}")
        {
            Request = new HttpRequestMessageWrapper(request, sent),
            Response = new HttpResponseMessageWrapper(response, answer),
        };
    }

    private static ByteArrayContent JsonBody(object value)
    {
        var content = new ByteArrayContent(KubernetesJson.SerializeToUtf8(value));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");

        return content;
    }
}
