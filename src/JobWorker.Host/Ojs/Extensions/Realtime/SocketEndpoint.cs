using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Events over a WebSocket, for readers with several channels. OJS realtime, section 3.</summary>
internal static class SocketEndpoint
{
    private const string Protocol = "ojs.v1";

    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pong = TimeSpan.FromSeconds(10);

    public static void MapSocket(this RouteGroupBuilder v1) =>
        v1.MapGet("/ws", (HttpContext context, Streams streams, Tails tails, TimeProvider clock) =>
            streams.RunAsync(context, cancel => RunAsync(context, tails, clock, cancel)));

    private static async Task<IResult> RunAsync(HttpContext context, Tails tails, TimeProvider clock, CancellationToken cancel)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return new OjsError(426, "invalid_request", "This is for WebSockets.", $"Upgrade with the subprotocol {Protocol}.");
        }

        var accept = new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol) ? Protocol : null,
            KeepAliveInterval = Ping,
            KeepAliveTimeout = Pong,
        };
        using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
        using var reader = new SocketReader(socket, tails, clock);
        await reader.RunAsync(cancel);

        return Results.Empty;
    }
}
