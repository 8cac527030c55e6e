using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Cli.Tests.Support;

/// <summary>The service's API as a test wants it: what was not set up answers 404 without a word.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _routes = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly WebApplication _app;

    private FakeService(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.First();

    /// <summary>What it was asked, oldest first.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    public static async Task<FakeService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new FakeService(builder.Build());
        service._app.Run(service.AnswerAsync);
        await service._app.StartAsync();

        return service;
    }

    /// <summary>Answers a request such as <c>GET /api/jobs</c>, whatever its query.</summary>
    public FakeService On(string request, string body, int status = 200, string type = "application/json") =>
        On(request, context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });

    /// <summary>Refuses or fails, as the service does.</summary>
    public FakeService Problem(string request, int status, string detail) => On(
        request, $$"""{"title":"t","status":{{status}},"detail":"{{detail}}"}""", status, "application/problem+json");

    /// <summary>Answers one after the other; the last one again and again.</summary>
    public FakeService OnEach(string request, params string[] bodies)
    {
        var turn = -1;

        return On(request, context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(bodies[Math.Min(Interlocked.Increment(ref turn), bodies.Length - 1)]);
        });
    }

    public FakeService On(string request, RequestDelegate answer)
    {
        _routes[request] = answer;

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var line = $"{context.Request.Method} {context.Request.Path}";
        _requests.Enqueue(new Request(
            line,
            context.Request.QueryString.Value ?? "",
            await reader.ReadToEndAsync(),
            context.Request.Headers.Authorization.ToString()));
        if (_routes.TryGetValue(line, out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }
}

/// <summary>What was asked.</summary>
internal sealed record Request(string Line, string Query, string Body, string Authorization);
