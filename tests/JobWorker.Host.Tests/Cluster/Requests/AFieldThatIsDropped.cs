using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using JobWorker.Host.Cluster.Requests;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class AFieldThatIsDropped
{
    [Theory]
    [InlineData("""{"ttlSecondsAfterFinished":60,"backoffLimit":0}""", """{"backoffLimit":0}""", "spec.ttlSecondsAfterFinished")]
    [InlineData("""{"suspend":true,"podReplacementPolicy":"Failed"}""", "{}", "spec.suspend spec.podReplacementPolicy")]
    [InlineData("""{"template":{"spec":{"containers":[{"name":"a","resizePolicy":[1]}]}}}""", """{"template":{"spec":{"containers":[{"name":"a"}]}}}""", "spec.template.spec.containers[0].resizePolicy")]
    [InlineData("""{"a":1}""", """{"a":"1","b":2}""", "")]
    [InlineData("""{"a":false,"b":0,"c":"","d":[],"e":{},"f":{"g":false},"h":null}""", "{}", "")]
    public void Is_one_that_says_something_and_does_not_come_back(string sent, string came, string dropped) =>
        Assert.Equal(dropped, string.Join(' ', DroppedFields.Of(JsonNode.Parse(sent), JsonNode.Parse(came), "spec")));

    [Fact]
    public void Is_none_of_ours_where_the_server_keeps_all()
    {
        var manifest = JobManifest.Of(AnApiServer.Request, "bb-1");
        var back = KubernetesJson.Serialize(KubernetesJson.Deserialize<V1Job>(manifest.ToJsonString()));

        Assert.Empty(DroppedFields.Of(manifest["spec"], JsonNode.Parse(back)!["spec"], "spec"));
    }
}
