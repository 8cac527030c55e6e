using System.Net;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Api;

public sealed class SelectingObjects : ClusterTest
{
    [Theory]
    [InlineData("labelSelector=app=x", "a b")]
    [InlineData("labelSelector=app==x,tier=1", "a")]
    [InlineData("labelSelector=app!=x", "c d")]
    [InlineData("labelSelector=app in (x, y)", "a b c")]
    [InlineData("labelSelector=app notin (x)", "c d")]
    [InlineData("labelSelector=app in (x,y),tier in (2)", "b")]
    [InlineData("labelSelector=tier", "a b")]
    [InlineData("labelSelector=!tier", "c d")]
    [InlineData("fieldSelector=metadata.name=a", "a")]
    [InlineData("fieldSelector=metadata.name!=a,metadata.namespace=default", "b c d")]
    public async Task Lists_what_matches(string query, string expected)
    {
        await CreateAsync(ConfigMaps, Manifest.Labelled("a", ("app", "x"), ("tier", "1")));
        await CreateAsync(ConfigMaps, Manifest.Labelled("b", ("app", "x"), ("tier", "2")));
        await CreateAsync(ConfigMaps, Manifest.Labelled("c", ("app", "y")));
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("d"));

        Assert.Equal(expected.Split(' '), await NamesAsync($"{ConfigMaps}?{query}"));
    }

    [Theory]
    [InlineData("labelSelector=a b")]
    [InlineData("labelSelector=a in x")]
    [InlineData("labelSelector==")]
    [InlineData("fieldSelector=status.phase=x")]
    [InlineData("fieldSelector=name")]
    [InlineData("limit=-1")]
    [InlineData("continue=nonsense")]
    public async Task Refuses_what_it_cannot_read(string query)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"{ConfigMaps}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (status, body.Text("reason")));
    }

    [Fact]
    public async Task Pages_through_a_long_list()
    {
        foreach (var i in Enumerable.Range(0, 7))
        {
            await CreateAsync(ConfigMaps, Manifest.ConfigMap($"m{i}"));
        }

        List<string> names = [];
        var token = "";
        do
        {
            var page = await GetAsync($"{ConfigMaps}?limit=3&continue={Uri.EscapeDataString(token)}");
            names.AddRange(page.Items("items").Select(item => item.Name()));
            token = page.Text("metadata", "continue") ?? "";
        }
        while (token.Length > 0);

        Assert.Equal(["m0", "m1", "m2", "m3", "m4", "m5", "m6"], names);
    }

    [Fact]
    public async Task Lists_across_namespaces()
    {
        await CreateAsync("/api/v1/namespaces", Manifest.ConfigMap("other"));
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        await CreateAsync(ConfigMaps.Replace("default", "other"), Manifest.ConfigMap("b"));

        Assert.Equal(["a", "b"], await NamesAsync("/api/v1/configmaps"));
        Assert.Equal(["b"], await NamesAsync("/api/v1/namespaces/other/configmaps"));
    }

    [Fact]
    public async Task Answers_504_for_a_version_from_the_future()
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"{ConfigMaps}?resourceVersion=999999");

        Assert.Equal((HttpStatusCode.GatewayTimeout, "Timeout"), (status, body.Text("reason")));
    }
}
