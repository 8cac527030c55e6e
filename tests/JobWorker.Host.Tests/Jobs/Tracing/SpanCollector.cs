using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace JobWorker.Host.Tests.Jobs.Tracing;

/// <summary>A collector of spans that keeps what comes as it came. It answers as gRPC where it is spoken to so.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private const string Grpc = "application/grpc";

    private readonly ConcurrentQueue<(string Path, string Type, byte[] Body)> _requests = new();
    private readonly WebApplication _app;

    private SpanCollector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>What came, in order; bodies of gRPC with their frame.</summary>
    public IReadOnlyCollection<(string Path, string Type, byte[] Body)> Requests => _requests;

    public string Url => _app.Urls.First();

    /// <summary>A collector without TLS, which therefore speaks one version of HTTP alone.</summary>
    public static async Task<SpanCollector> StartAsync(HttpProtocols protocols)
    {
        var collector = new SpanCollector(protocols);
        await collector._app.StartAsync();

        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var type = context.Request.ContentType ?? "";
        _requests.Enqueue((context.Request.Path, type, body.ToArray()));
        if (type != Grpc)
        {
            return;
        }

        // A message of no bytes: the export took everything.
        context.Response.ContentType = Grpc;
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
