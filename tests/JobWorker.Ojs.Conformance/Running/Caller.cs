using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Judging;

namespace JobWorker.Ojs.Conformance.Running;

/// <summary>Sends what a case says, byte for byte, to one server. An empty media type means that none is named.</summary>
internal sealed class Caller(string address) : IDisposable
{
    private const string MediaType = "application/openjobspec+json";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<Answer> SendAsync(string method, string path, IReadOnlyDictionary<string, string> headers, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address + path);
        if (body is not null || headers.ContainsKey("Content-Type"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? ""));
            if (headers.GetValueOrDefault("Content-Type", MediaType) is { Length: > 0 } type)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        foreach (var (name, value) in headers.Where(h => !h.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var started = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var took = Stopwatch.GetElapsedTime(started);
        var raw = await response.Content.ReadAsStringAsync();

        return new Answer((int)response.StatusCode, HeadersOf(response), raw, ObjectIn(raw), took);
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var headers in new HttpHeaders[] { response.Headers, response.Content.Headers })
        {
            foreach (var (name, values) in headers.NonValidated)
            {
                all[name] = string.Join(", ", values);
            }
        }

        return all;
    }

    private static JsonObject? ObjectIn(string raw)
    {
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(raw, documentOptions: strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
