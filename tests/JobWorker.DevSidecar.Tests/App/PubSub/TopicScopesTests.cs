using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Tests.App.PubSub;

public sealed class TheScopesOfAPubSub
{
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("jobs,other", "", "", true)]
    [InlineData("other", "", "", false)]
    [InlineData("", "jobs", "", false)]
    [InlineData("", "jobs", "app=jobs", true)]
    [InlineData("", "", "app=other;x=jobs", false)]
    [InlineData("", "", "app=", false)]
    [InlineData("", "", "x=other", true)]
    public void Say_who_may_publish(string allowed, string protectedTopics, string scopes, bool may)
    {
        var metadata = new Dictionary<string, string>
        {
            ["allowedTopics"] = allowed,
            ["protectedTopics"] = protectedTopics,
            ["publishingScopes"] = scopes,
        };

        Assert.Equal(may, TopicScopes.MayPublish(new ComponentSpec("p", "t", "v1", metadata, ""), "app", "jobs"));
    }
}
