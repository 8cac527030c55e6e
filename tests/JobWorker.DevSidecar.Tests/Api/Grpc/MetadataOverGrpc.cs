using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class MetadataOverGrpc : GrpcSpec
{
    private readonly FakeApp _app = new FakeApp().Hosts("JobActor")
        .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"}]""");

    private protected override HarnessOptions Options => new() { App = _app, Yaml = SidecarHarness.InMemory };

    [Fact]
    public async Task Says_what_HTTP_says()
    {
        var metadata = await GetAsync();

        Assert.Equal(("app", SidecarStatus.Version), (metadata.Id, metadata.RuntimeVersion));
        Assert.Equal(
            ["pubsub pubsub.in-memory v1", "statestore state.in-memory v1"],
            metadata.RegisteredComponents.Select(one => $"{one.Name} {one.Type} {one.Version}"));
        Assert.Contains("ETAG", metadata.RegisteredComponents[1].Capabilities);
        var subscription = Assert.Single(metadata.Subscriptions);
        Assert.Equal(
            ("pubsub", "jobs", "dead", PubsubSubscriptionType.Programmatic, "/jobs"),
            (subscription.PubsubName, subscription.Topic, subscription.DeadLetterTopic, subscription.Type,
                Assert.Single(subscription.Rules.Rules).Path));
        Assert.Equal((_app.Port, "http"), (metadata.AppConnectionProperties.Port, metadata.AppConnectionProperties.Protocol));
        Assert.Equal((ActorRuntime.Types.ActorRuntimeStatus.Running, true), (
            metadata.ActorRuntime.RuntimeStatus, metadata.ActorRuntime.HostReady));
        Assert.Equal(("JobActor", 0), (metadata.ActorRuntime.ActiveActors[0].Type, metadata.ActorRuntime.ActiveActors[0].Count));
    }

    [Fact]
    public async Task Keeps_what_it_is_told()
    {
        await Client.CallAsync("SetMetadata", new SetMetadataRequest { Key = "cliPID", Value = "7" });
        await Client.CallAsync("SetMetadata", new SetMetadataRequest { Key = "", Value = "without effect" });

        var extended = (await GetAsync()).ExtendedMetadata;

        Assert.Equal("7", extended["cliPID"]);
        Assert.DoesNotContain("", extended.Keys);
        Assert.Contains("\"cliPID\":\"7\"", (await Sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hears_the_wish_to_shut_down()
    {
        Assert.Equal(0, (await Client.CallAsync("Shutdown", new ShutdownRequest())).Status);

        await Sidecar.Sidecar.Status.ShutdownRequested.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private async Task<GetMetadataResponse> GetAsync() =>
        (await Client.CallAsync("GetMetadata", new GetMetadataRequest())).As(GetMetadataResponse.Parser);
}
