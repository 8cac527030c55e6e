using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

/// <summary>How a call ended.</summary>
internal sealed record GrpcAnswer(int Status, string Message, byte[] Payload, IReadOnlyDictionary<string, string> Headers)
{
    public T As<T>(MessageParser<T> parser) where T : IMessage<T>
    {
        Assert.True(Status == 0, $"status {Status}: {Message}");
        return parser.ParseFrom(Payload);
    }

    public void IsError(int status, string part)
    {
        Assert.Equal(status, Status);
        Assert.Contains(part, Message, StringComparison.Ordinal);
    }
}

/// <summary>Unary gRPC by hand: HTTP/2 without TLS, a prefix before the message, the status in the trailers.</summary>
internal sealed class GrpcClient(Uri address) : IDisposable
{
    public const int InvalidArgument = 3;
    public const int DeadlineExceeded = 4;
    public const int PermissionDenied = 7;
    public const int ResourceExhausted = 8;
    public const int FailedPrecondition = 9;
    public const int Aborted = 10;
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unauthenticated = 16;

    private const string Service = "/dapr.proto.runtime.v1.Dapr/";
    private readonly HttpClient _http = new()
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public Task<GrpcAnswer> CallAsync(string method, IMessage request, params (string Name, string Value)[] headers) =>
        SendAsync(Service + method, Frame(request.ToByteArray()), headers);

    /// <summary>Sends <paramref name="body"/> as it is.</summary>
    public async Task<GrpcAnswer> SendAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, "application/grpc", headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var trailers = response.TrailingHeaders.ToDictionary(item => item.Key, item => string.Join(',', item.Value));
        return new GrpcAnswer(
            int.Parse(trailers["grpc-status"], CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(trailers.GetValueOrDefault("grpc-message", "")), Unframe(bytes),
            response.Headers.ToDictionary(item => item.Key, item => string.Join(',', item.Value)));
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod verb, string path, byte[] body, string type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(verb, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", type);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>A message with its prefix.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Unframe(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return [];
        }

        Assert.Equal(0, bytes[0]);
        Assert.Equal(bytes.Length - 5, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)));
        return bytes[5..];
    }
}
