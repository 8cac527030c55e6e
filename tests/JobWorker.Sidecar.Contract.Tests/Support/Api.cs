using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>A sidecar's HTTP API as an app sees it.</summary>
internal sealed class Api(Uri address, string? token) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Uri Address { get; } = address;

    /// <summary>Sent with every request; none where the sidecar asks for none.</summary>
    public string? Token { get; } = token;

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, string body, string type = "application/json") =>
        SendAsync("POST", path, body, type);

    public Task<Answer> PutAsync(string path, string body, string type = "application/json") =>
        SendAsync("PUT", path, body, type);

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    public Task<Answer> SendAsync(
        string method, string path, string? body = null, string type = "application/json",
        params IEnumerable<(string Name, string Value)> headers) =>
        SendBytesAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), type, headers);

    public async Task<Answer> SendBytesAsync(
        string method, string path, byte[]? body, string type, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(Address.AbsoluteUri.TrimEnd('/') + path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (Token is not null)
        {
            request.Headers.Add("dapr-api-token", Token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);

        return new Answer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), All(response.Headers, response.Content.Headers));
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> All(HttpResponseHeaders headers, HttpContentHeaders more) =>
        headers.Concat(more).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
}

/// <summary>What the sidecar answered.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Fails unless it is that status with nothing in it.</summary>
    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        return this;
    }

    /// <summary>Fails unless it is that status with that body.</summary>
    public void Is(int status, string body) => Assert.Equal((status, body), (Status, Body));

    /// <summary>Fails unless it is that status with that <c>errorCode</c> and a message.</summary>
    public void IsError(int status, string code)
    {
        Is(status);
        Assert.Equal(code, Json.GetProperty("errorCode").GetString());
        Assert.NotEqual("", Json.GetProperty("message").GetString());
    }
}
