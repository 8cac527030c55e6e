using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Testing.Kubernetes;

/// <summary>The API of a cluster, real or not, asked without any client of ours.</summary>
internal sealed class KubernetesApi(HttpClient http)
{
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>For what is none of these.</summary>
    public HttpClient Http => http;

    /// <summary>Sends a request; an answer that is no JSON comes as a string.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType == "application/json";

        return ((int)response.StatusCode, json ? JsonNode.Parse(text)! : JsonValue.Create(text));
    }

    public Task<(int Status, JsonNode Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<(int Status, JsonNode Body)> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<(int Status, JsonNode Body)> PatchAsync(string path, string patch, string mediaType = MergePatch) =>
        SendAsync(HttpMethod.Patch, path, JsonNode.Parse(patch), mediaType);

    /// <summary>Deletes; <paramref name="options"/> are those of the body, such as preconditions.</summary>
    public Task<(int Status, JsonNode Body)> DeleteAsync(string path, JsonNode? options = null) =>
        SendAsync(HttpMethod.Delete, path, options);

    /// <summary>Creates an object, which must work.</summary>
    public async Task<JsonNode> CreateAsync(string path, JsonNode body)
    {
        var (status, answer) = await PostAsync(path, body);

        return status == 201
            ? answer
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"POST {path}: {status} {answer.ToJsonString()}"));
    }

    /// <summary>What a list holds.</summary>
    public async Task<IReadOnlyList<JsonNode>> ItemsAsync(string path) =>
        [.. (await GetAsync(path)).Body["items"]!.AsArray().Select(item => item!)];
}
