using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>A receiver that keeps every request as it came, headers and bytes.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Tap(WebApplication app) => _app = app;

    public ConcurrentQueue<Tapped> All { get; } = new();

    public static async Task<Tap> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var tap = new Tap(builder.Build());
        tap._app.Run(tap.TakeAsync);
        await tap._app.StartAsync();

        return tap;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = context.Request;
        var headers = request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        All.Enqueue(new Tapped($"{request.Path}{request.QueryString}", headers, body.ToArray()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

/// <summary>One request.</summary>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">By their names in lower case.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Tapped(string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body);
