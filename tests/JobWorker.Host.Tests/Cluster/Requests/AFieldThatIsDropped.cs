using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using JobWorker.Host.Cluster.Requests;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

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
    public void Is_told_once_and_looked_for_once_in_Jobs_of_the_same_form()
    {
        var log = new ListLogger();
        var dropped = new DroppedFields(log);
        var came = Came("""{"spec":{"backoffLimit":1}}""");

        dropped.Check(Sent("""{"backoffLimit":1,"suspend":false}"""), came);
        dropped.Check(Sent("""{"backoffLimit":2,"suspend":true}"""), came);
        dropped.Check(Sent("""{"backoffLimit":3,"suspend":true}"""), came);
        dropped.Check(Sent("""{"backoffLimit":3,"suspend":true,"podReplacementPolicy":"Failed"}"""), came);

        Assert.Equal(["spec.suspend", "spec.podReplacementPolicy"], log.Values);
    }

    [Fact]
    public void Is_not_looked_for_again_in_a_form_that_was_kept_whole()
    {
        var log = new ListLogger();
        var dropped = new DroppedFields(log);
        dropped.Check(Sent("""{"backoffLimit":1}"""), Came("""{"spec":{"backoffLimit":1}}"""));

        dropped.Check(Sent("""{"backoffLimit":2}"""), Came("{}"));

        Assert.Empty(log.Values);
    }

    [Fact]
    public void Is_none_of_ours_where_the_server_keeps_all()
    {
        var manifest = JobManifest.Of(AnApiServer.Request, "bb-1");
        var back = KubernetesJson.Serialize(KubernetesJson.Deserialize<V1Job>(manifest.ToJsonString()));

        Assert.Empty(DroppedFields.Of(manifest["spec"], JsonNode.Parse(back)!["spec"], "spec"));
    }

    private static JsonElement Came(string job) => JsonSerializer.Deserialize<JsonElement>(job);

    private static JsonObject Sent(string spec) => new() { ["spec"] = JsonNode.Parse(spec) };

    /// <summary>The fields that were named.</summary>
    private sealed class ListLogger : ILogger<DroppedFields>
    {
        public List<string> Values { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Values.Add(((IReadOnlyList<KeyValuePair<string, object?>>)state!).First(p => p.Key == "Field").Value!.ToString()!);
    }
}
