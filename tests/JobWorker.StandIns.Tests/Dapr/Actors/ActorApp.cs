using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobWorker.StandIns.Tests.Dapr.Actors;

/// <summary>An app with actors, and a sidecar beside it that hands calls of actors on to it.</summary>
internal sealed class ActorApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ActorApp(WebApplication app, FakeSidecar sidecar)
    {
        _app = app;
        Sidecar = sidecar;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        sidecar.Answer = ForwardAsync;
    }

    public FakeSidecar Sidecar { get; }

    /// <summary>Calls the app as its sidecar would.</summary>
    public HttpClient Http { get; }

    public Life Life => _app.Services.GetRequiredService<Life>();

    public IActorProxyFactory Proxies => _app.Services.GetRequiredService<IActorProxyFactory>();

    public static async Task<ActorApp> StartAsync(
        Action<ActorRuntimeOptions>? configure = null, Action<IEndpointConventionBuilder>? convene = null)
    {
        var sidecar = await FakeSidecar.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Life>();
        builder.Services.AddScoped<ActorScope>();
        builder.Services.AddActors(options =>
        {
            options.Actors.RegisterActor<TallyActor>();
            options.UseJsonSerialization = true;
            options.HttpEndpoint = sidecar.Url;
            options.DaprApiToken = "secret";
            configure?.Invoke(options);
        });
        var app = builder.Build();
        var actors = app.MapActorsHandlers();
        convene?.Invoke(actors);
        await app.StartAsync();
        return new(app, sidecar);
    }

    public Task<HttpResponseMessage> PutAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(json) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Sidecar.DisposeAsync();
    }

    private async Task ForwardAsync(Seen seen, HttpContext http)
    {
        if (!seen.Target.Contains("/method/", StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var headers = seen.Headers.Where(x => x.Key.Contains("Dapr", StringComparison.Ordinal)).Select(x => (x.Key, x.Value));
        using var response = await PutAsync(seen.Target["/v1.0".Length..], seen.Body, [.. headers]);
        if (response.Headers.TryGetValues("X-DaprErrorResponseHeader", out var errors))
        {
            http.Response.Headers["X-DaprErrorResponseHeader"] = errors.ToArray();
        }

        var failed = (int)response.StatusCode != StatusCodes.Status200OK;
        http.Response.StatusCode = failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await http.Response.WriteAsync(failed
            ? """{"errorCode":"ERR_ACTOR_INVOKE_METHOD","message":"error from actor service"}"""
            : await response.Content.ReadAsStringAsync());
    }
}
