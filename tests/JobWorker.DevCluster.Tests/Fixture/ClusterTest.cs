using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Hosting;
using JobWorker.DevCluster.Objects;
using Microsoft.AspNetCore.Builder;

namespace JobWorker.DevCluster.Tests.Fixture;

/// <summary>A cluster of its own for each test, spoken to over HTTP only.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    protected const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
    protected const string Pods = "/api/v1/namespaces/default/pods";
    protected const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    protected const string Secrets = "/api/v1/namespaces/default/secrets";

    private WebApplication? app;

    protected HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    protected string Url => app!.Urls.First();

    internal virtual DevClusterOptions Options => new() { Port = 0 };

    protected virtual TimeProvider Clock => TimeProvider.System;

    public async Task InitializeAsync()
    {
        app = ClusterApp.Build(Options, Clock);
        await app.StartAsync();
        Http.BaseAddress = new Uri(Url);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
    }

    protected async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, mediaType);
        }

        using var response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    protected async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Body;

    protected async Task<JsonNode> CreateAsync(string path, JsonNode body)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, path, body);
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
        return answer;
    }

    protected Task<(HttpStatusCode Status, JsonNode Body)> PatchAsync(string path, string patch, string kind = "merge-patch") =>
        SendAsync(HttpMethod.Patch, path, JsonNode.Parse(patch), $"application/{kind}+json");

    protected async Task<List<string>> NamesAsync(string path) =>
        [.. (await GetAsync(path)).Items("items").Select(item => item.Name())];

    protected Task<WatchReader> WatchAsync(string path) => WatchReader.OpenAsync(Http, path);

    /// <summary>Watches a collection until an object in it is as wanted.</summary>
    protected async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> wanted)
    {
        await using var watch = await WatchAsync($"{path}?watch=true");
        while (true)
        {
            var (type, obj) = await watch.NextAsync() ?? throw new InvalidOperationException("the watch has ended");
            if (type != "DELETED" && wanted(obj))
            {
                return obj;
            }
        }
    }

    protected Task<JsonObject> UntilAsync(string path, string name, Func<JsonObject, bool> wanted) =>
        UntilAsync(path, obj => obj.Name() == name && wanted(obj));

    protected async Task UntilGoneAsync(string path, string name)
    {
        await using var watch = await WatchAsync($"{path}?watch=true&sendInitialEvents=true&fieldSelector=metadata.name={name}");
        var present = false;
        while (await watch.NextAsync() is var (type, _))
        {
            present = type == "ADDED" || (type == "MODIFIED") || (type == "BOOKMARK" && present);
            if (!present)
            {
                return;
            }
        }
    }

    protected async Task<string> LogsAsync(string pod, string query = "") =>
        await Http.GetStringAsync($"{Pods}/{pod}/log{query}");
}

/// <summary>The same, on a clock that the test moves.</summary>
public abstract class FakeClockTest : ClusterTest
{
    protected FakeClock Time { get; } = new();

    protected override TimeProvider Clock => Time;
}
