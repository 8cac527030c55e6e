using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>One call the app got.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Target">Path and query, still escaped.</param>
/// <param name="Headers">All of them.</param>
/// <param name="Body">As text.</param>
/// <param name="At">When it came, in ticks of the stopwatch.</param>
internal sealed record AppCall(string Method, string Target, IHeaderDictionary Headers, string Body, long At)
{
    public string Line => $"{Method} {Target}";

    public string Header(string name) => Headers[name].ToString();

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }
}

/// <summary>An app beside a sidecar: answers every call with 200 unless told otherwise, and remembers them by their marks.</summary>
internal sealed class ContractApp(int port) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, Func<AppCall, HttpContext, Task>> _marks = new();
    private readonly ConcurrentDictionary<string, Func<AppCall, HttpContext, Task>> _lines = new();
    private readonly ConcurrentQueue<AppCall> _calls = new();
    private WebApplication? _web;

    public int Port { get; } = port;

    /// <summary>Every call without a mark, oldest first.</summary>
    public IReadOnlyList<AppCall> Unmarked => [.. _calls.Where(call => Mark.Of(call.Target, call.Body).Length == 0)];

    /// <summary>Answers calls that carry <paramref name="mark"/>.</summary>
    public ContractApp On(string mark, Func<AppCall, HttpContext, Task> answer)
    {
        _marks[mark] = answer;
        return this;
    }

    public ContractApp On(string mark, int status, string body = "", params (string Name, string Value)[] headers) =>
        On(mark, (_, http) => WriteAsync(http, status, body, headers));

    /// <summary>Answers calls to a line such as <c>GET /dapr/config</c>, whatever they carry.</summary>
    public ContractApp OnLine(string line, int status, string body = "") =>
        OnLine(line, (_, http) => WriteAsync(http, status, body));

    public ContractApp OnLine(string line, Func<AppCall, HttpContext, Task> answer)
    {
        _lines[line] = answer;
        return this;
    }

    /// <summary>The calls that carried <paramref name="mark"/>, oldest first; of all lines or of those that begin so.</summary>
    public IReadOnlyList<AppCall> Calls(string mark, string line = "") =>
        [.. _calls.Where(call =>
            call.Line.StartsWith(line, StringComparison.Ordinal) && Mark.Of(call.Target, call.Body) == mark)];

    /// <summary>Waits for that many calls with the mark.</summary>
    public Task<IReadOnlyList<AppCall>> WaitAsync(string mark, int count = 1, string line = "") => Until.IsAsync(
        $"{count} calls {line} with {mark}", Patience,
        () => Task.FromResult(Calls(mark, line) is var calls && calls.Count >= count ? calls : null),
        () => string.Join('\n', Calls(mark).Select(call => call.Line)));

    public async Task<AppCall> OneAsync(string mark, string line = "") => (await WaitAsync(mark, 1, line))[0];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Port}")
            .ConfigureKestrel(kestrel => kestrel.AllowSynchronousIO = false);
        _web = builder.Build();
        _web.Run(HandleAsync);
        await _web.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_web is { } web)
        {
            _web = null;
            await web.StopAsync(new CancellationToken(canceled: true));
            await web.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public static async Task WriteAsync(
        HttpContext http, int status, string body = "", params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(body);
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var headers = new HeaderDictionary(http.Request.Headers.ToDictionary());
        var call = new AppCall(http.Request.Method, target, headers, body, System.Diagnostics.Stopwatch.GetTimestamp());
        _calls.Enqueue(call);
        if (_lines.TryGetValue(call.Line, out var answer) || _marks.TryGetValue(Mark.Of(target, body), out answer))
        {
            await answer(call, http);
        }
    }
}
