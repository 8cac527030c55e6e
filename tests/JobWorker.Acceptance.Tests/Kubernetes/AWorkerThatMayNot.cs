using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>A worker whose rights are those of the role in <c>deploy/</c>.</summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class AWorkerThatMayNot(SimulatedNodes fixture) : IAsyncLifetime
{
    private const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";

    private readonly string _id = JobMessages.NewId();

    public async Task InitializeAsync()
    {
        if (fixture.Missing is not null)
        {
            return;
        }

        await fixture.Cluster.Api.CreateAsync(Roles, JsonNode.Parse("""
            {"metadata": {"name": "jobworker"}, "rules": [
              {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["create", "get", "list", "watch", "patch", "delete"]},
              {"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]},
              {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
              {"apiGroups": [""], "resources": ["events"], "verbs": ["list"]}]}
            """)!);
        await fixture.Cluster.Api.CreateAsync(Roles.Replace("roles", "rolebindings", StringComparison.Ordinal), JsonNode.Parse("""
            {"metadata": {"name": "jobworker"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "jobworker"},
             "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "testers"}]}
            """)!);
    }

    public async Task DisposeAsync()
    {
        if (fixture.Missing is null)
        {
            await fixture.Cluster.Api.DeleteAsync($"{Roles}/jobworker");
            await fixture.Cluster.Api.DeleteAsync($"{Roles.Replace("roles", "rolebindings", StringComparison.Ordinal)}/jobworker");
        }
    }

    [SkippableFact]
    public async Task Does_with_these_rights_whatever_it_does_and_tells_Forbidden_when_it_loses_one()
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            Kubeconfig = fixture.Cluster.UserKubeconfig,
            Worker = new Dictionary<string, string?> { ["Jobs__CreateTimeout"] = "00:00:02" },
        });
        await world.StartReceiverAsync();
        await Messages.StoryOfAJob.TellAsync(world);

        await TakeAwayAsync("create");
        var message = JobMessages.Shell(_id, "true", Receiver.Url(world.ReceiverPort));
        Assert.Equal(202, await world.Api.SubmitAsync(message.Bytes()));
        var told = await world.ToldAsync(_id, status: 99);
        var job = await world.FinishedAsync(_id);

        var error = told[^1].Detail.GetProperty("error");
        Assert.Equal(("A103", "Forbidden"), (error.GetProperty("errorCode").GetString(), error.GetProperty("reason").GetString()));
        Assert.Contains("cannot create resource \"jobs\"", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["JobRequested", "JobCreateDeferred", "JobAborted"],
            job.Events.Where(e => e.StartsWith("Job", StringComparison.Ordinal)).Distinct().Take(3));
        Assert.Equal("Forbidden", job.Json.GetProperty("timeline")[1].GetProperty("reason").GetString());
    }

    /// <summary>Returns when the API server has heard of it.</summary>
    private async Task TakeAwayAsync(string verb)
    {
        var (_, role) = await fixture.Cluster.Api.GetAsync($"{Roles}/jobworker");
        var verbs = role["rules"]![0]!["verbs"]!.AsArray();
        verbs.Remove(verbs.Single(v => (string?)v == verb));
        var (status, _) = await fixture.Cluster.Api.SendAsync(HttpMethod.Put, $"{Roles}/jobworker", role);
        Assert.Equal(200, status);

        var user = fixture.Cluster.ApiWith(fixture.Cluster.UserToken);
        await Until.IsAsync("the right to be gone", TimeSpan.FromSeconds(20), async () =>
            (await user.PostAsync(Jobs, new JsonObject())).Status == 403 ? user : null);
    }
}
