namespace JobWorker.Cluster.Contract.Tests.Pods;

public abstract class ReadingALog(ClusterUnderTest cluster) : Statements(cluster)
{
    private const string Text = "one\ntwo\nthree\n";

    [SkippableTheory]
    [InlineData("", Text)]
    [InlineData("?tailLines=2", "two\nthree\n")]
    [InlineData("?tailLines=0", "")]
    [InlineData("?limitBytes=5", "one\nt")]
    [InlineData("?container=main", Text)]
    public async Task Answers_what_was_asked_for(string query, string log)
    {
        await CreateJobAsync(Job("talks", log: Text));
        var pod = await PodAsync("talks", "over", p => (string?)p["status"]!["phase"] == "Succeeded");
        using var answer = await Api.Http.GetAsync($"{Pods}/{Name(pod)}/log{query}");

        Assert.Equal((200, log), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
    }

    [SkippableFact]
    public async Task Follows_until_the_container_has_ended()
    {
        await CreateJobAsync(Job("talks", seconds: 5, log: Text));
        var pod = await PodAsync("talks", "running", p => (string?)p["status"]!["phase"] == "Running");
        var log = await Api.Http.GetStringAsync($"{Pods}/{Name(pod)}/log?follow=true");
        var (_, after) = await Api.GetAsync($"{Pods}/{Name(pod)}");

        Assert.Equal(Text, log);
        Assert.Equal("Succeeded", (string?)(await UntilAsync($"{Pods}/{Name(after)}", "over", p =>
            (string?)p["status"]!["phase"] != "Running"))["status"]!["phase"]);
    }

    [SkippableFact]
    public async Task Answers_404_for_no_pod_and_400_for_no_container()
    {
        await CreateJobAsync(Job("talks"));
        var pod = await PodAsync("talks", "over", p => (string?)p["status"]!["phase"] == "Succeeded");

        AssertStatus(404, "NotFound", await Api.GetAsync($"{Pods}/nobody/log"));
        AssertStatus(400, "BadRequest", await Api.GetAsync($"{Pods}/{Name(pod)}/log?container=nobody"));
    }
}

[Collection(Development.Name)]
public sealed class ReadingALogOnTheDevelopmentCluster(DevelopmentCluster cluster) : ReadingALog(cluster);

[Collection(Real.Name)]
public sealed class ReadingALogOnARealCluster(RealKubernetes cluster) : ReadingALog(cluster);
