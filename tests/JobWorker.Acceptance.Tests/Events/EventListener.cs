using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Acceptance.Tests.Events;

/// <summary>An app of somebody else, with a sidecar of its own, that subscribes to the events of jobs.</summary>
internal sealed class EventListener : IAsyncDisposable
{
    public const string Component = "job-feed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _folder = Directory.CreateTempSubdirectory("listener-").FullName;
    private readonly WebApplication _app;
    private readonly ServerProcess _sidecar;
    private volatile bool _subscribed;

    private EventListener(int redisPort)
    {
        var (port, sidecarPort) = (Ports.Free(), Ports.Free());
        File.WriteAllText(Path.Combine(_folder, "feed.yaml"), Yaml(redisPort));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _app = builder.Build();
        _app.MapGet("/dapr/subscribe", Subscribe);
        _app.MapPost("/events", TakeAsync);
        _sidecar = ServerProcess.Start(
            "listener's sidecar", _folder, new Dictionary<string, string?> { ["APP_API_TOKEN"] = null },
            "dotnet", Repository.Program("JobWorker.DevSidecar"), "--app-id", "listener", "--app-port", $"{port}",
            "--dapr-http-port", $"{sidecarPort}", "--resources-path", _folder, "--log-level", "warn");
    }

    /// <summary>Every event that came, in order of arrival.</summary>
    public ConcurrentQueue<JsonElement> Taken { get; } = new();

    /// <summary>The component on Redis, as worker and listener know it; one event at a time.</summary>
    public static string Yaml(int redisPort) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {Component}
        spec:
          type: pubsub.redis
          version: v1
          metadata:
            - name: redisHost
              value: "127.0.0.1:{redisPort}"
            - name: concurrency
              value: "1"
        """;

    public static async Task<EventListener> StartAsync(int redisPort)
    {
        var listener = new EventListener(redisPort);
        await listener._app.StartAsync();
        await Until.IsAsync(
            "the subscription", Patience, () => Task.FromResult(listener._subscribed ? listener : null), () => listener._sidecar.Output);

        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IResult Subscribe()
    {
        _subscribed = true;

        return Results.Json(new[] { new { pubsubname = Component, topic = "job-events", route = "/events" } });
    }

    private async Task TakeAsync(HttpRequest request)
    {
        using var document = await JsonDocument.ParseAsync(request.Body);
        Taken.Enqueue(document.RootElement.Clone());
    }
}
