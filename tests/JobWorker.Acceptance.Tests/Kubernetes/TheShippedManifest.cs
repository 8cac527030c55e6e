using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Messages;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>A worker that comes as the service account of <c>deploy/jobworker.yaml</c>.</summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class TheShippedManifest(SimulatedNodes fixture)
{
    private const string Missing = "kubectl is not installed";

    private readonly string _id = JobMessages.NewId();

    [SkippableFact]
    public async Task Grants_what_the_worker_does_which_tells_Forbidden_once_a_right_is_taken_away()
    {
        var cluster = fixture.Cluster;
        Skip.If(Repository.Tool("kubectl") is null, Missing);
        var space = await cluster.NewNamespaceAsync();
        await ApplyAsync(cluster.Kubeconfig, space);
        var token = await TokenAsync(cluster.Api, $"/api/v1/namespaces/{space}");
        await using var world = await World.StartAsync(new WorldOptions
        {
            Kubeconfig = cluster.KubeconfigOf(token),
            Worker = new Dictionary<string, string?>
            {
                ["POD_NAMESPACE"] = space,
                ["Callbacks__LogLines"] = "2",
                ["Jobs__CreateTimeout"] = "00:00:02",
            },
        });
        await world.StartReceiverAsync();
        Task SendAsync(JsonObject message)
        {
            message["job"]!["namespace"] = space;
            return world.Api.SubmitAsync(message.Bytes());
        }

        var done = await StoryOfAJob.TellAsync(world, SendAsync);
        Assert.Equal(200, (await world.Api.GetAsync($"/api/jobs/{done.Json.GetProperty("id").GetString()}/logs")).Status);

        await TakeAwayAsync(cluster, space, token, "create");
        await SendAsync(JobMessages.Shell(_id, "true", Receiver.Url(world.ReceiverPort)));
        var error = (await world.ToldAsync(_id, status: 99))[^1].Detail.GetProperty("error");
        var job = await world.FinishedAsync(_id);

        Assert.Equal("A103", error.GetProperty("errorCode").GetString());
        Assert.Equal("Forbidden", error.GetProperty("reason").GetString());
        Assert.Contains("cannot create resource \"jobs\"", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["JobRequested", "JobCreateDeferred", "JobAborted"],
            job.Events.Where(e => e.StartsWith("Job", StringComparison.Ordinal)).Distinct().Take(3));
        Assert.Equal("Forbidden", job.Json.GetProperty("timeline")[1].GetProperty("reason").GetString());
    }

    private static async Task ApplyAsync(string kubeconfig, string space)
    {
        var manifest = Path.Combine(Repository.Root, "deploy", "jobworker.yaml");
        using var kubectl = Process.Start(new ProcessStartInfo(
            Repository.Tool("kubectl")!, ["--kubeconfig", kubeconfig, "-n", space, "apply", "-f", manifest])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (kubectl.StandardOutput.ReadToEndAsync(), kubectl.StandardError.ReadToEndAsync());
        await kubectl.WaitForExitAsync();
        Assert.True(kubectl.ExitCode == 0, $"kubectl apply: {await output}{await error}");
    }

    /// <summary>The token the cluster makes for the account.</summary>
    private static Task<string> TokenAsync(KubernetesApi api, string space) =>
        Until.IsAsync("the token of the service account", TimeSpan.FromSeconds(20), async () =>
        {
            var (_, account) = await api.GetAsync($"{space}/serviceaccounts/jobworker");
            var (_, secret) = await api.GetAsync($"{space}/secrets/{account["secrets"]?[0]?["name"]}");
            return (string?)secret["data"]?["token"] is { } token
                ? Encoding.ASCII.GetString(Convert.FromBase64String(token))
                : null;
        });

    /// <summary>Returns when the API server has heard of it.</summary>
    private static async Task TakeAwayAsync(RealCluster cluster, string space, string token, string verb)
    {
        var path = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{space}/roles/jobworker";
        var (_, role) = await cluster.Api.GetAsync(path);
        var verbs = role["rules"]![0]!["verbs"]!.AsArray();
        verbs.Remove(verbs.Single(v => (string?)v == verb));
        var (status, _) = await cluster.Api.SendAsync(HttpMethod.Put, path, role);
        Assert.Equal(200, status);

        var worker = cluster.ApiWith(token);
        await Until.IsAsync("the right to be gone", TimeSpan.FromSeconds(20), async () =>
            (await worker.PostAsync($"/apis/batch/v1/namespaces/{space}/jobs", new JsonObject())).Status == 403 ? worker : null);
    }
}
