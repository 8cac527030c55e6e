using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Lists;

public abstract class Listing(ClusterUnderTest cluster) : Statements(cluster)
{
    [SkippableFact]
    public async Task Comes_in_pages_that_all_show_the_same_moment()
    {
        await CreateMapsAsync(5);
        var (_, first) = await Api.GetAsync($"{Maps}?limit=2&labelSelector=n");
        await Api.DeleteAsync($"{Maps}/map-3");
        await Api.CreateAsync(Maps, JsonNode.Parse("""{"metadata": {"name": "map-9", "labels": {"n": "9"}}}""")!);
        var (_, second) = await Api.GetAsync($"{Maps}?limit=2&labelSelector=n&continue={Continue(first)}");
        var (_, third) = await Api.GetAsync($"{Maps}?limit=2&labelSelector=n&continue={Continue(second)}");

        Assert.Equal(["map-0", "map-1"], Names(first));
        Assert.Equal(["map-2", "map-3"], Names(second));
        Assert.Equal(["map-4"], Names(third));
        Assert.Equal((Version(first), Version(first)), (Version(second), Version(third)));
        Assert.Equal("", Continue(third));
        Assert.Equal(("ConfigMapList", "v1"), ((string?)first["kind"], (string?)first["apiVersion"]));
    }

    [SkippableFact]
    public async Task Answers_410_Expired_to_pages_of_a_moment_that_is_forgotten()
    {
        await CreateMapsAsync(3);
        var (_, first) = await Api.GetAsync($"{Maps}?limit=2");
        await Cluster.ForgetAsync(Namespace);

        AssertStatus(410, "Expired", await Api.GetAsync($"{Maps}?limit=2&continue={Continue(first)}"));
    }

    [SkippableTheory]
    [InlineData("n=1", "map-1")]
    [InlineData("n==1", "map-1")]
    [InlineData("n!=1,n!=0", "map-2")]
    [InlineData("n in (0,2)", "map-0,map-2")]
    [InlineData("n notin (0,2),n", "map-1")]
    [InlineData("n", "map-0,map-1,map-2")]
    [InlineData("n=7", "")]
    public async Task Chooses_by_labels(string selector, string names)
    {
        await CreateMapsAsync(3);
        var (_, list) = await Api.GetAsync($"{Maps}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(names, string.Join(',', Names(list).Where(n => n.StartsWith("map-", StringComparison.Ordinal))));
    }

    [SkippableFact]
    public async Task Chooses_by_the_absence_of_a_label()
    {
        await CreateMapsAsync(1);
        var (_, list) = await Api.GetAsync($"{Maps}?labelSelector={Uri.EscapeDataString("!n")}");

        Assert.DoesNotContain("map-0", Names(list));
    }

    [SkippableFact]
    public async Task Chooses_by_fields()
    {
        await CreateMapsAsync(2);

        Assert.Equal(["map-1"], Names((await Api.GetAsync($"{Maps}?fieldSelector=metadata.name=map-1")).Body));
    }

    [SkippableTheory]
    [InlineData("labelSelector=a in")]
    [InlineData("labelSelector=a=b=c")]
    [InlineData("fieldSelector=spec.nothing=x")]
    [InlineData("limit=x")]
    [InlineData("continue=!!!")]
    public async Task Answers_400_to_what_it_cannot_read(string query) =>
        AssertStatus(400, "BadRequest", await Api.GetAsync($"{Maps}?{query}"));

    [SkippableFact]
    public async Task Shows_all_namespaces_at_once_where_asked_to()
    {
        await CreateJobAsync(Job("anywhere"));
        var (_, list) = await Api.GetAsync("/apis/batch/v1/jobs");

        Assert.Contains(list["items"]!.AsArray(), job => (string?)job!["metadata"]!["namespace"] == Namespace);
        Assert.Equal(("JobList", "batch/v1"), ((string?)list["kind"], (string?)list["apiVersion"]));
    }

    [SkippableFact]
    public async Task Answers_404_to_what_there_is_not()
    {
        AssertStatus(404, "NotFound", await Api.GetAsync($"{Jobs}/nobody"));
        Assert.Equal(404, (await Api.GetAsync($"/apis/batch/v1/namespaces/{Namespace}/nothings")).Status);
        Assert.Equal([], Names((await Api.GetAsync("/apis/batch/v1/namespaces/no-such-namespace/jobs")).Body));
    }

    private static string Continue(JsonNode list) => Uri.EscapeDataString((string?)list["metadata"]!["continue"] ?? "");

    private static IEnumerable<string> Names(JsonNode list) => list["items"]!.AsArray().Select(item => Name(item!));
}

[Collection(Development.Name)]
public sealed class ListingOnTheDevelopmentCluster(DevelopmentCluster cluster) : Listing(cluster);

[Collection(Real.Name)]
public sealed class ListingOnARealCluster(RealKubernetes cluster) : Listing(cluster);
