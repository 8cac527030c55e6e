using System.Text.Json.Nodes;
using JobWorker.DevCluster.Hosting;
using Microsoft.AspNetCore.Builder;

namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>The development cluster. What it cannot have is said here and nowhere else.</summary>
public sealed class DevelopmentCluster : ClusterUnderTest
{
    private const int History = 300;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly WebApplication _app =
        ClusterApp.Build(new DevClusterOptions { Port = 0, History = History }, TimeProvider.System);

    internal override string? Missing => null;

    internal override KubernetesApi Api => new(_http);

    public override async Task InitializeAsync()
    {
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public override async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal override async Task<string> NewNamespaceAsync()
    {
        var name = $"test-{Guid.NewGuid().ToString("N")[..12]}";
        await Api.CreateAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });

        return name;
    }

    /// <summary>It cannot be told to; it forgets when enough has happened since.</summary>
    internal override async Task ForgetAsync(string space)
    {
        for (var i = 0; i <= History; i++)
        {
            await Api.PatchAsync($"/api/v1/namespaces/{space}/configmaps/map-0", $$$"""{"data":{"x":"{{{i}}}"}}""");
        }
    }
}
