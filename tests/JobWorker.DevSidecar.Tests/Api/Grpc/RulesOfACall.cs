using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Tests.Support;
using GetMetadataRequest = JobWorker.DevSidecar.Api.Grpc.Messages.GetMetadataRequest;
using GetStateRequest = JobWorker.DevSidecar.Api.Grpc.Messages.GetStateRequest;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class RulesOfACall
{
    [Fact]
    public async Task The_token_must_be_the_sidecars()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" },
        });
        using var client = new GrpcClient(sidecar.Sidecar.GrpcAddress);
        var request = new GetMetadataRequest();

        Assert.Equal(GrpcClient.Unauthenticated, (await client.CallAsync("GetMetadata", request)).Status);
        Assert.Equal(
            GrpcClient.Unauthenticated, (await client.CallAsync("GetMetadata", request, ("dapr-api-token", "other"))).Status);
        Assert.Equal(0, (await client.CallAsync("GetMetadata", request, ("dapr-api-token", "secret"))).Status);
    }

    [Fact]
    public async Task A_deadline_ends_the_call_whatever_the_component_does()
    {
        var clock = new FakeClock();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Clock = clock,
            Yaml = "kind: Component\nmetadata: {name: slow}\nspec: {type: state.test}",
            Types = new Dictionary<string, ComponentFactory> { ["state.test"] = (_, _, _) => Task.FromResult<object>(new SlowStore()) },
        });
        using var client = new GrpcClient(sidecar.Sidecar.GrpcAddress);

        var call = client.CallAsync("GetState", new GetStateRequest { StoreName = "slow", Key = "k" }, ("grpc-timeout", "3S"));
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => call.IsCompleted);

        (await call).IsError(GrpcClient.DeadlineExceeded, "the call took longer than 00:00:03");
    }

    [Fact]
    public async Task Its_port_is_named_when_it_is_taken()
    {
        await using var first = await SidecarHarness.StartAsync(new HarnessOptions());
        var port = first.Sidecar.GrpcAddress.Port;

        var error = await Assert.ThrowsAsync<PortInUseException>(
            () => SidecarHarness.StartAsync(new HarnessOptions { Flags = [$"--dapr-grpc-port={port}"] }));

        Assert.Contains($"Port {port} on 127.0.0.1 is already in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another with --dapr-grpc-port.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("10S", 10_000)]
    [InlineData("250m", 250)]
    [InlineData("5000u", 5)]
    [InlineData("3000000n", 3)]
    [InlineData("0n", 0)]
    [InlineData("99999999H", -1)]
    [InlineData("", -1)]
    public void A_timeout_has_a_unit(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GrpcTimeout.Read(text));

    [Theory]
    [InlineData("plain text.", "plain text.")]
    [InlineData("100 %", "100 %25")]
    [InlineData("zwölf\n", "zw%C3%B6lf%0A")]
    public void A_message_is_printable_ASCII(string message, string escaped) =>
        Assert.Equal(escaped, GrpcResponse.Escape(message));

    /// <summary>Never answers and heeds no token.</summary>
    private sealed class SlowStore : IStateStore
    {
        public IReadOnlyList<string> Capabilities => [];

        public Task<StateItem?> GetAsync(string key, CancellationToken cancel) => new TaskCompletionSource<StateItem?>().Task;

        public Task SetAsync(StateSet set, CancellationToken cancel) => Task.CompletedTask;

        public Task DeleteAsync(StateDelete delete, CancellationToken cancel) => Task.CompletedTask;

        public Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
