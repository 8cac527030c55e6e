using System.Collections.Frozen;
using System.Net;
using JobWorker.DevSidecar.Api.Http.Invocation.Peers;
using JobWorker.DevSidecar.App.Tracing;
using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>A request on its way to somebody else: verb, query, headers and the stream of its body as they came.</summary>
internal static class ForwardedRequest
{
    public const string CallerId = "dapr-caller-app-id";
    public const string CallerNamespace = "dapr-caller-namespace";
    public const string CalleeId = "dapr-callee-app-id";

    /// <summary>Headers that end at each station.</summary>
    private static readonly FrozenSet<string> HopByHop = new[]
    {
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings", "te", "trailer",
        "proxy-authorization", "proxy-authenticate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers between the caller and its sidecar.</summary>
    private static readonly FrozenSet<string> Own = new[]
    {
        "host", "expect", "dapr-api-token", InvocationTarget.IdHeader, PeerHop.Header, CallerId, CallerNamespace, CalleeId,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The message; the body goes through as it comes, which means once.</summary>
    /// <param name="request">The caller's.</param>
    /// <param name="address">Where to, without the query.</param>
    /// <param name="added">Headers in place of the caller's own of the same name.</param>
    public static HttpRequestMessage To(HttpRequest request, string address, IReadOnlyDictionary<string, string> added)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), new Uri(
            address + request.QueryString.Value, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            message.Content = new BodyInPieces(request.Body);
        }

        var connection = ConnectionOf(request.Headers);
        foreach (var (name, values) in request.Headers)
        {
            if (!Own.Contains(name) && !added.ContainsKey(name) && !Ends(name, connection) && !IsTarget(name, values.ToString()))
            {
                Set(message, name, values);
            }
        }

        foreach (var (name, value) in added)
        {
            Set(message, name, [value]);
        }

        if (request.Headers.TraceParent.Count == 0)
        {
            message.Headers.TryAddWithoutValidation(TraceParent.Header, TraceParent.New());
        }

        return message;
    }

    /// <summary>Whether a header must not be handed on.</summary>
    /// <param name="name">The header.</param>
    /// <param name="connection">What the <c>Connection</c> header names.</param>
    public static bool Ends(string name, IReadOnlyList<string> connection) =>
        HopByHop.Contains(name) || connection.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string[] ConnectionOf(IHeaderDictionary headers) =>
        headers.Connection.Count == 0 ? [] : headers.GetCommaSeparatedValues("Connection");

    /// <summary>Basic authentication that only names the target is not for the target.</summary>
    private static bool IsTarget(string name, string value) =>
        name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && InvocationTarget.OfBasic(value) is not null;

    private static void Set(HttpRequestMessage message, string name, IEnumerable<string?> values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, values))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>A body whose every piece goes out as it comes: the receiver may answer before the end.</summary>
    private sealed class BodyInPieces(Stream body) : HttpContent
    {
        private const int Piece = 16 << 10;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancel)
        {
            var piece = new byte[Piece];
            while (await body.ReadAsync(piece, cancel) is > 0 and var read)
            {
                await stream.WriteAsync(piece.AsMemory(0, read), cancel);
                await stream.FlushAsync(cancel);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
