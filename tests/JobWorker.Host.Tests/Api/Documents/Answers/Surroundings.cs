using Dapr.Client;
using JobWorker.Host.Tests.Cluster;
using JobWorker.Host.Tests.Cluster.Requests;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Host.Tests.Api.Documents.Answers;

/// <summary>A sidecar and an API server as far as the public API asks them.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private WebServer _sidecar = null!;
    private WebServer _apiServer = null!;

    /// <summary>The sidecar takes no message.</summary>
    public bool IsQueueFull { get; set; }

    /// <summary>The sidecar has loaded nothing.</summary>
    public bool IsBare { get; set; }

    public DaprClient Dapr { get; private set; } = null!;

    public Kubernetes Kubernetes { get; private set; } = null!;

    public static async Task<Surroundings> StartAsync()
    {
        var made = new Surroundings();
        made._sidecar = await WebServer.StartAsync(made.SidecarAsync);
        made._apiServer = await WebServer.StartAsync(ApiServerAsync);
        made.Dapr = new DaprClientBuilder().UseHttpEndpoint(made._sidecar.Url).Build();
        made.Kubernetes = new Kubernetes(new KubernetesClientConfiguration { Host = made._apiServer.Url, DisableHttp2 = true });

        return made;
    }

    public async ValueTask DisposeAsync()
    {
        Dapr.Dispose();
        Kubernetes.Dispose();
        await _sidecar.DisposeAsync();
        await _apiServer.DisposeAsync();
    }

    private async Task SidecarAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1.0/publish", StringComparison.Ordinal))
        {
            context.Response.StatusCode = IsQueueFull ? StatusCodes.Status500InternalServerError : StatusCodes.Status204NoContent;
            return;
        }

        (string Name, string Type)[] components = IsBare ? [] :
        [
            ("jobs-queue", "pubsub.redis"), ("dead-letters", "pubsub.redis"), ("statestore", "state.redis"), ("webhook", "bindings.http"),
            ("direct", "bindings.http"), ("vault", "secretstores.local.file"),
        ];
        await context.Response.WriteAsJsonAsync(new
        {
            id = "jobworker",
            components = components.Select(c => new { name = c.Name, type = c.Type, version = "v1" }),
            extended = new Dictionary<string, string> { ["receiveErrors"] = "" },
        });
    }

    /// <summary>The name of a Job, as in a selector or a pod's name, says what there is to be said of it.</summary>
    private static async Task ApiServerAsync(HttpContext context)
    {
        var (path, query) = (context.Request.Path.Value!, context.Request.QueryString.Value!);
        if (query.Contains("job-away", StringComparison.Ordinal))
        {
            context.Abort();
            return;
        }

        var (status, body) = context.Request.Method == "POST" ? await CreatedAsync(context.Request)
            : query.Contains("job-forbidden", StringComparison.Ordinal) ? (403, AnApiServer.Status("forbidden"))
            : path.EndsWith("/pods", StringComparison.Ordinal) ? (200, Pods(query))
            : path.Contains("job-waits", StringComparison.Ordinal) ? (400, AnApiServer.Status("the container waits"))
            : (200, "a line\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = body.StartsWith('{') ? "application/json" : "text/plain";
        await context.Response.WriteAsync(body);
    }

    private static async Task<(int Status, string Body)> CreatedAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var manifest = await reader.ReadToEndAsync();

        return manifest.Contains("refuse-me", StringComparison.Ordinal) ? (403, AnApiServer.Status("forbidden")) : (201, manifest);
    }

    private static string Pods(string query)
    {
        var name = query.Contains("job-waits", StringComparison.Ordinal) ? "job-waits" : "pod-1";
        List<V1Pod> pods = query.Contains("job-gone", StringComparison.Ordinal) ? [] : [Kube.Pod(running: true, owner: "uid", name: name)];

        return KubernetesJson.Serialize(new V1PodList { ApiVersion = "v1", Kind = "PodList", Metadata = new V1ListMeta(), Items = pods });
    }
}
