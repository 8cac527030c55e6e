using JobWorker.Acceptance.Tests.Messages;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>Real containers in a real cluster.</summary>
[Collection(OnAKubelet.Name)]
public sealed class AMessageForARealCluster(KubeletNode fixture)
{
    [SkippableFact]
    public async Task Becomes_a_job_whose_callbacks_arrive_signed_and_in_order_and_whose_log_can_be_read()
    {
        await using var world = await World.StartAsync(new WorldOptions { Kubeconfig = fixture.Cluster.Kubeconfig });
        await world.StartReceiverAsync();

        var job = await StoryOfAJob.TellAsync(world);

        var id = job.Json.GetProperty("id").GetString();
        Assert.Equal((200, "hello\n"), await world.Api.GetAsync($"/api/jobs/{id}/logs"));
    }
}
