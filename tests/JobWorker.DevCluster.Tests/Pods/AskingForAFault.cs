using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Pods;

public sealed class AskingForAFault : ClusterTest
{
    [Fact]
    public async Task Keeps_a_container_waiting_for_the_reason_asked_for()
    {
        await CreateAsync(Pods, Annotated("devcluster/wait-reason", "ImagePullBackOff", "true"));
        var pod = await UntilAsync(Pods, "p", obj => obj.State("waiting").Text("reason") == "ImagePullBackOff");

        Assert.Equal("Pending", pod.Phase());
    }

    [Theory]
    [InlineData("exit 137", "OOMKilled")]
    [InlineData("exit 0", "Completed")]
    public async Task Ends_a_failed_container_for_the_reason_asked_for(string script, string reason)
    {
        await CreateAsync(Pods, Annotated("devcluster/end-reason", "OOMKilled", script));
        var pod = await UntilAsync(Pods, "p", obj => obj.HasEnded());

        Assert.Equal(reason, pod.State("terminated").Text("reason"));
    }

    private static JsonObject Annotated(string key, string value, string script)
    {
        var pod = Manifest.Pod("p", script);
        pod.Metadata()["annotations"] = new JsonObject { [key] = value };

        return pod;
    }
}
