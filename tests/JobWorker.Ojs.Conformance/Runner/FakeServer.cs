using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Ojs.Conformance.Runner;

/// <summary>Answers as the runner's own tests want it: what is in <see cref="Answers"/>, else a job.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _met = new();
    private int _waiting;

    public FakeServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What it does otherwise than it should.</summary>
    public string? WrongAbout { get; init; }

    /// <summary>How many must be at <c>/meet</c> before any is answered.</summary>
    public int Together { get; init; }

    /// <summary>How many requests are answered with 503 first.</summary>
    public int Late { get; init; }

    /// <summary>Bodies by path.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>What was asked: method, path, media type, body, and header X-Y.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public string Address => _app.Urls.First();

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var (request, body) = (http.Request, await reader.ReadToEndAsync());
        Heard.Enqueue($"{request.Method} {request.Path} [{request.ContentType}] {body} {request.Headers["X-Y"]}");
        if (request.Path == "/meet" && Interlocked.Increment(ref _waiting) == Together)
        {
            _met.SetResult();
        }

        await (request.Path == "/meet" ? _met.Task : Task.CompletedTask);
        if (WrongAbout == "hangs up")
        {
            http.Abort();
            return;
        }

        if (WrongAbout != "header")
        {
            http.Response.Headers["X-Any"] = "1";
        }

        http.Response.StatusCode = Heard.Count <= Late ? 503 : request.Path == "/jobs" && WrongAbout != "status" ? 201 : 200;
        http.Response.ContentType = WrongAbout == "media type" ? "application/json" : "application/openjobspec+json";
        await http.Response.WriteAsync(Answers.GetValueOrDefault(request.Path) ?? JobAt(request.Path));
    }

    private string JobAt(string path) => WrongAbout switch
    {
        "state" => """{"job":{"id":"1","state":"pending"}}""",
        "null body" => "null",
        "text" => "job",
        "error member" => """{"job":{"id":"1","state":"available","error":{"code":"x"}}}""",
        "other id" when path != "/jobs" => """{"job":{"id":"2","state":"available"}}""",
        _ => """{"job":{"id":"1","state":"available"}}""",
    };
}
