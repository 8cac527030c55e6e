using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.DevSidecar.Tests.Support;

/// <summary>One call the app got.</summary>
internal sealed record AppCall(string Method, string Path, string Query, IHeaderDictionary Headers, string Body)
{
    public string Line => $"{Method} {Path}";

    public string Header(string name) => Headers[name].ToString();
}

/// <summary>A tiny app beside the sidecar: answers by verb and path, and remembers what it was asked.</summary>
internal sealed class FakeApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<AppCall, HttpContext, Task>> _handlers = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _raw = new();
    private readonly ConcurrentQueue<AppCall> _calls = new();
    private WebApplication? _web;

    public int Port { get; private set; }

    /// <summary>Calls other than the sidecar's first questions, in order.</summary>
    public IReadOnlyList<AppCall> Calls => [.. _calls];

    public IReadOnlyList<AppCall> CallsTo(string line) => [.. _calls.Where(call => call.Line == line)];

    /// <summary>Answers <paramref name="line"/>, such as <c>POST /jobs</c>; a line that ends in <c>*</c> takes all that begin so.</summary>
    public FakeApp On(string line, int status, string body = "") => On(line, async (_, http) =>
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body);
    });

    public FakeApp On(string line, Func<AppCall, HttpContext, Task> answer)
    {
        _handlers[line] = answer;
        return this;
    }

    /// <summary>Answers <paramref name="line"/> without reading the body first; such calls are not remembered.</summary>
    public FakeApp OnRaw(string line, Func<HttpContext, Task> answer)
    {
        _raw[line] = answer;
        return this;
    }

    /// <summary>Answers <c>GET /dapr/config</c>.</summary>
    public FakeApp Hosts(string type, string more = "") =>
        On("GET /dapr/config", 200, $$"""{"entities":["{{type}}"]{{more}}}""").On($"PUT /actors/{type}/*", 200).On($"DELETE /actors/{type}/*", 200);

    /// <summary>Answers <c>GET /dapr/subscribe</c>.</summary>
    public FakeApp Subscribes(string json) => On("GET /dapr/subscribe", 200, json);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Port}");
        _web = builder.Build();
        _web.Run(HandleAsync);
        await _web.StartAsync();
        var address = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
    }

    public async Task StopAsync()
    {
        if (_web is { } web)
        {
            _web = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await web.StopAsync(now.Token);
            await web.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task HandleAsync(HttpContext http)
    {
        if (_raw.GetValueOrDefault($"{http.Request.Method} {http.Request.Path}") is { } raw)
        {
            await raw(http);
            return;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var request = http.Request;
        var call = new AppCall(
            request.Method, request.Path, request.QueryString.Value ?? "", new HeaderDictionary(request.Headers.ToDictionary()), await reader.ReadToEndAsync());
        _calls.Enqueue(call);
        var handler = _handlers.GetValueOrDefault(call.Line)
            ?? _handlers.FirstOrDefault(item => item.Key.EndsWith('*') && call.Line.StartsWith(item.Key[..^1], StringComparison.Ordinal)).Value;
        if (handler is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await handler(call, http);
    }
}
