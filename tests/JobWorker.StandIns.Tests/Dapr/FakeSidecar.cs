using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace JobWorker.StandIns.Tests.Dapr;

/// <summary>A request as it came over the wire.</summary>
internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<Seen> Of(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        return new(
            http.Request.Method,
            http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            http.Request.Headers.ToDictionary(x => x.Key, x => x.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
    }
}

/// <summary>A sidecar that writes down what it is asked and answers as it is told.</summary>
internal sealed class FakeSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSidecar(WebApplication app) => _app = app;

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Answers a request; 204 unless told otherwise.</summary>
    public Func<Seen, HttpContext, Task> Answer { get; set; } = (_, http) =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public string Url => _app.Urls.Single();

    public Seen Only => Assert.Single(Requests);

    public static async Task<FakeSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sidecar = new FakeSidecar(builder.Build());
        sidecar._app.Run(async http =>
        {
            var seen = await Seen.Of(http);
            sidecar.Requests.Enqueue(seen);
            await sidecar.Answer(seen, http);
        });
        await sidecar._app.StartAsync();
        return sidecar;
    }

    /// <summary>Answers everything with a status, a body and headers.</summary>
    public void Answers(int status, string body = "", params (string Name, string Value)[] headers) =>
        Answer = async (_, http) =>
        {
            http.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                http.Response.Headers[name] = value;
            }

            if (body.Length > 0)
            {
                await http.Response.WriteAsync(body);
            }
        };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
