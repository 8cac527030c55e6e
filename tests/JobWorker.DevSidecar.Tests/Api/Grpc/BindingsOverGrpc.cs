using System.Globalization;
using Google.Protobuf;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class BindingsOverGrpc : IAsyncLifetime
{
    private readonly FakeApp _target = new();
    private SidecarHarness _sidecar = null!;
    private GrpcClient _client = null!;

    public async Task InitializeAsync()
    {
        await _target.StartAsync();
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = string.Create(CultureInfo.InvariantCulture, $$"""
                kind: Component
                metadata: {name: webhook}
                spec:
                  type: bindings.http
                  metadata: [{name: url, value: "http://127.0.0.1:{{_target.Port}}/hook"}]
                """),
        });
        _client = new GrpcClient(_sidecar.Sidecar.GrpcAddress);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Send_the_data_byte_for_byte()
    {
        _target.On("POST /hook", 200, "thanks");

        var answer = await CallAsync("create", """{"b":1.0, "a":"<"}""");

        var response = answer.As(InvokeBindingResponse.Parser);
        Assert.Equal(("thanks", "200"), (response.Data.ToStringUtf8(), response.Metadata["statusCode"]));
        Assert.Equal("200", answer.Headers["metadata.statuscode"]);
        var call = Assert.Single(_target.Calls);
        Assert.Equal("""{"b":1.0, "a":"<"}""", call.Body);
        Assert.NotEmpty(call.Headers["traceparent"].ToString());
    }

    [Fact]
    public async Task Tell_the_status_of_what_failed()
    {
        _target.On("POST /hook", 503);

        var answer = await CallAsync("create", "1");

        answer.IsError(GrpcClient.Internal, "error invoking output binding webhook: received status code 503");
        Assert.Equal("503", answer.Headers["metadata.statuscode"]);
    }

    [Theory]
    [InlineData("elsewhere", "create", "couldn't find output binding elsewhere")]
    [InlineData("webhook", "dance", "dance")]
    public async Task Fail_where_there_is_nothing_to_call(string name, string operation, string problem) =>
        (await CallAsync(operation, "1", name)).IsError(GrpcClient.Internal, problem);

    private Task<GrpcAnswer> CallAsync(string operation, string data, string name = "webhook") => _client.CallAsync(
        "InvokeBinding",
        new InvokeBindingRequest { Name = name, Operation = operation, Data = ByteString.CopyFromUtf8(data) });
}
