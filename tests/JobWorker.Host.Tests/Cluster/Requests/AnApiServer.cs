using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Jobs;
using k8s;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Cluster.Requests;

/// <summary>A tiny HTTP server that answers as told, and the cluster's client on top of it.</summary>
internal sealed class AnApiServer : IAsyncDisposable
{
    private readonly WebServer _server;
    private readonly Kubernetes _client;

    private AnApiServer(WebServer server, List<(string Request, string Body)> requests)
    {
        _server = server;
        Requests = requests;
        _client = new Kubernetes(new KubernetesClientConfiguration { Host = server.Url, DisableHttp2 = true });
        Cluster = new KubernetesCluster(
            _client,
            new Manifests(
                new Templates(new Fixed<TemplateOptions>(new TemplateOptions()), TimeProvider.System, NullLogger<Templates>.Instance),
                Options.Create(new KubernetesOptions())),
            new LateJobs(
                _client, new FailedLog(_client, Options.Create(new CallbackOptions())), new ServerClock(TimeProvider.System),
                Options.Create(new JobOptions()), TimeProvider.System),
            new DroppedFields(NullLogger<DroppedFields>.Instance),
            Options.Create(new KubernetesOptions()),
            NullLogger<KubernetesCluster>.Instance);
    }

    public KubernetesCluster Cluster { get; }

    /// <summary>Method, path and query of each request, and its body; in order.</summary>
    public List<(string Request, string Body)> Requests { get; }

    public static JobRequest Request { get; } = new(
        "job-1", "svc", new JobSpec { PrefixName = "bb", Namespace = "default", Image = "busybox" }, null);

    /// <param name="answer">Status and body for a method and path.</param>
    public static async Task<AnApiServer> StartAsync(Func<string, string, (int Status, string Body)> answer)
    {
        List<(string, string)> requests = [];
        var server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            lock (requests)
            {
                requests.Add(($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", body));
            }

            var (status, text) = answer(context.Request.Method, context.Request.Path);
            context.Response.StatusCode = status;
            context.Response.ContentType = text.StartsWith('{') ? "application/json" : "text/plain";
            if (status == 429)
            {
                context.Response.Headers.RetryAfter = "7";
            }

            await context.Response.WriteAsync(text);
        });

        return new AnApiServer(server, requests);
    }

    public static string Status(string message) => new JsonObject { ["kind"] = "Status", ["message"] = message }.ToJsonString();

    /// <summary>A Job as it comes back.</summary>
    public static string Job(string? id = "job-1", string uid = "uid-1", string? attempt = null)
    {
        var annotations = new JsonObject();
        if (id is not null)
        {
            annotations["jobworker.dev/id"] = id;
        }

        if (attempt is not null)
        {
            annotations["jobworker.dev/attempt"] = attempt;
        }

        return new JsonObject
        {
            ["kind"] = "Job",
            ["metadata"] = new JsonObject
            {
                ["name"] = "bb-1",
                ["namespace"] = "default",
                ["uid"] = uid,
                ["annotations"] = annotations,
            },
        }.ToJsonString();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>Settings that do not change by themselves.</summary>
internal sealed class Fixed<T>(T value) : IOptionsMonitor<T>
{
    public T CurrentValue { get; set; } = value;

    public T Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<T, string?> listener) => null;
}
