using System.Text;
using System.Text.Json;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>A request that is made and signed already, on its way to the egress endpoint, which checks where it goes.</summary>
/// <param name="Headers">What the receiver gets beside <c>Content-Type: application/json</c>.</param>
/// <param name="Body">The exact text: what a binding makes of JSON does not reach into it.</param>
internal sealed record ReadyRequest(IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>As the binding's data.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>What <see cref="ToJson"/> made.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static async Task<ReadyRequest> ReadAsync(Stream json, CancellationToken cancel) =>
        await JsonSerializer.DeserializeAsync<ReadyRequest>(json, cancellationToken: cancel) is { Headers: not null, Body: not null } read
            ? read
            : throw new JsonException("headers and body");

    /// <summary>The request itself.</summary>
    public HttpRequestMessage To(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
