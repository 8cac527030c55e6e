using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>One request to the sidecar.</summary>
/// <param name="http">Request and response.</param>
/// <param name="path">The segments of the path, unescaped, without empty ones.</param>
internal sealed class ApiCall(HttpContext http, string[] path)
{
    private const string MetadataPrefix = "metadata.";

    public HttpContext Http { get; } = http;

    public string Method => Http.Request.Method;

    public string[] Path { get; } = path;

    /// <summary>Fires when the caller is gone.</summary>
    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>What follows <c>metadata.</c> in the query.</summary>
    public IReadOnlyDictionary<string, string> QueryMetadata()
    {
        if (!Http.Request.QueryString.HasValue)
        {
            return Nothing;
        }

        return Http.Request.Query
            .Where(item => item.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .ToDictionary(
                item => item.Key[MetadataPrefix.Length..], item => item.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The whole body.</summary>
    /// <exception cref="ApiException">It ends too early, or is not what its headers say.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadBodyAsync()
    {
        try
        {
            return await ReadBytesAsync();
        }
        catch (IOException e) when (e is not BadHttpRequestException && !Cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_BAD_REQUEST", $"failed reading HTTP body: {e.Message}", e);
        }
    }

    /// <summary>Reads the body as JSON of the shape of <typeparamref name="T"/>.</summary>
    /// <exception cref="ApiException">It is not.</exception>
    public async Task<T> ReadJsonAsync<T>() where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>((await ReadBodyAsync()).Span, JsonSerializerOptions.Web)
                ?? throw ApiException.Malformed("the body is null");
        }
        catch (JsonException e)
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    public Task NoContent()
    {
        Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers 200 with bytes that are JSON already.</summary>
    public async Task JsonAsync(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        var response = Http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, Cancel);
    }

    /// <summary>Answers with JSON that <paramref name="write"/> produces.</summary>
    public Task JsonAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output))
        {
            write(json);
        }

        return JsonAsync(output.WrittenMemory, status);
    }

    /// <summary>Answers with Dapr's error body.</summary>
    public Task FailAsync(ApiException error)
    {
        SetMetadata(Http.Response, error.Metadata);
        return JsonAsync(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("errorCode"u8, error.Code);
                json.WriteString("message"u8, error.Message);
                json.WriteEndObject();
            },
            error.Status);
    }

    /// <summary>Adds <c>metadata.*</c> headers; what no header can carry is left out.</summary>
    public static void SetMetadata(HttpResponse response, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (name, value) in metadata.Where(item => item.Value.All(letter => letter is >= ' ' and < '\x7f')))
        {
            response.Headers[MetadataPrefix + name] = value;
        }
    }

    private static readonly Dictionary<string, string> Nothing = [];

    private async Task<ReadOnlyMemory<byte>> ReadBytesAsync()
    {
        var request = Http.Request;
        if (request.ContentLength is { } length)
        {
            // A longer body is refused at the first read, whatever length it claims.
            var limit = Http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? length;
            var body = new byte[Math.Min(length, limit)];
            await request.Body.ReadExactlyAsync(body, Cancel);
            return body;
        }

        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy, Cancel);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}
