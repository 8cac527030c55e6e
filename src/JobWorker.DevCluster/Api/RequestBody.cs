using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Formats.Protobuf;
using JobWorker.DevCluster.Objects;
using YamlDotNet.Core;

namespace JobWorker.DevCluster.Api;

/// <summary>Reads bodies: JSON, YAML or Kubernetes' protobuf, at most 3 MiB.</summary>
internal static class RequestBody
{
    public const int Limit = 3 * 1024 * 1024;

    /// <summary>The body as an object.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancel) =>
        await ReadAsync(request, cancel) as JsonObject ?? throw ApiException.BadRequest("the body must be an object");

    /// <summary>The body; none where it is empty.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var mediaType = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "application/json";
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        if (body.Length == 0)
        {
            return null;
        }

        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return mediaType switch
        {
            "application/vnd.kubernetes.protobuf" => ParseProtobuf(bytes),
            "application/cbor" => throw ApiException.UnsupportedMediaType("CBOR is not read here: send JSON"),
            _ when mediaType.EndsWith("yaml", StringComparison.Ordinal) => ParseYaml(bytes),
            _ when mediaType.EndsWith("json", StringComparison.Ordinal) => ParseJson(bytes),
            _ => throw ApiException.UnsupportedMediaType($"the body of the request was in an unknown format: {mediaType}"),
        };
    }

    private static JsonNode? ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Json.Parse(body.Span);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"the body is not JSON: {e.Message}");
        }
    }

    private static JsonObject ParseProtobuf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ProtobufObject.Parse(body.Span);
        }
        catch (ProtobufException e)
        {
            throw ApiException.UnsupportedMediaType(e.Message);
        }
    }

    private static JsonNode? ParseYaml(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Yaml.Parse(new StringReader(Encoding.UTF8.GetString(body.Span))).FirstOrDefault();
        }
        catch (YamlException e)
        {
            throw ApiException.BadRequest($"the body is not YAML: {e.Message}");
        }
    }
}
