using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Rights;

public abstract class AskingForRights(ClusterUnderTest cluster) : Statements(cluster)
{
    private protected const string Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    [SkippableFact]
    public async Task Is_answered_yes_for_one_who_may() =>
        Assert.True((bool)(await Api.CreateAsync(Reviews, Question()))["status"]!["allowed"]!);

    private protected JsonObject Question() => new()
    {
        ["spec"] = new JsonObject
        {
            ["resourceAttributes"] = new JsonObject
            {
                ["verb"] = "create",
                ["group"] = "batch",
                ["resource"] = "jobs",
                ["namespace"] = Namespace,
            },
        },
    };
}

[Collection(Development.Name)]
public sealed class AskingForRightsOnTheDevelopmentCluster(DevelopmentCluster cluster) : AskingForRights(cluster);

/// <summary>The development cluster asks for no credentials: everybody may do everything there.</summary>
[Collection(Real.Name)]
public sealed class AskingForRightsOnARealCluster(RealKubernetes cluster) : AskingForRights(cluster)
{
    private RealKubernetes Known => (RealKubernetes)Cluster;

    [SkippableFact]
    public async Task Is_answered_no_for_one_who_may_not() =>
        Assert.False((bool)(await Known.Nobody.CreateAsync(Reviews, Question()))["status"]!["allowed"]!);

    [SkippableFact]
    public async Task Is_not_needed_to_be_refused_with_403()
    {
        var answer = await Known.Nobody.PostAsync(Jobs, Job("refused"));

        AssertStatus(403, "Forbidden", answer);
        Assert.Contains("cannot create resource \"jobs\"", (string?)answer.Body["message"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Is_refused_with_401_to_strangers() =>
        AssertStatus(401, "Unauthorized", await Known.Stranger.GetAsync(Jobs));
}
