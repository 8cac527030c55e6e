namespace JobWorker.Acceptance.Tests.Messages;

public sealed class AMessageForARealCluster
{
    private const string Variable = "JOBWORKER_TEST_KUBECONFIG";

    [SkippableFact]
    public async Task Becomes_a_job_whose_callbacks_arrive_signed_and_in_order()
    {
        var kubeconfig = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(kubeconfig), $"{Variable} names no kubeconfig");

        await using var world = await World.StartAsync(new WorldOptions { Kubeconfig = kubeconfig });
        await world.StartReceiverAsync();

        await StoryOfAJob.TellAsync(world);
    }
}
