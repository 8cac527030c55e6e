using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Benchmarks.Sidecars.Scene;

/// <summary>An app behind a sidecar that does nothing but say yes, and remember which messages it has had.</summary>
/// <remarks>A process of its own, so that neither load nor measurement is in it. It ends with whoever holds its input.</remarks>
internal sealed class NoopApp(string topic)
{
    /// <summary>The sub-command that runs it: port and topic follow.</summary>
    public const string Command = "noop-app";

    /// <summary>The component its messages come from; not there, they come from somewhere else.</summary>
    public const string PubSub = "pubsub";

    /// <summary>Where messages go.</summary>
    public const string Route = "/messages";

    public const string ActorType = "Noop";

    /// <summary>Seconds after which an actor nobody calls is taken away.</summary>
    public const int ActorIdleSeconds = 2;

    private readonly SeenMessages _seen = new();

    public static async Task RunAsync(int port, string topic)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(new NoopApp(topic).AnswerAsync);
        await app.StartAsync();
        await Console.In.ReadToEndAsync();
    }

    private Task AnswerAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("POST", Route) => TakeAsync(http),
        ("GET", "/dapr/config") => http.Response.WriteAsync(
            $$"""{"entities":["{{ActorType}}"],"actorIdleTimeout":"{{ActorIdleSeconds}}s"}"""),
        ("GET", "/dapr/subscribe") => http.Response.WriteAsync(
            $$"""[{"pubsubname":"{{PubSub}}","topic":"{{topic}}","route":"{{Route}}"}]"""),
        ("GET", "/seen") => ReachAsync(http),
        _ => Task.CompletedTask,
    };

    private async Task TakeAsync(HttpContext http)
    {
        var body = new byte[(int)http.Request.ContentLength!];
        await http.Request.Body.ReadExactlyAsync(body);
        _seen.Add(body);
    }

    /// <summary>Answers, once so many messages are there, how many deliveries it took.</summary>
    private async Task ReachAsync(HttpContext http)
    {
        await _seen.ReachAsync(int.Parse(http.Request.Query["count"].ToString(), null)).WaitAsync(http.RequestAborted);
        await http.Response.WriteAsync($"{_seen.Deliveries}");
    }
}
