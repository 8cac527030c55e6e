using System.Net;
using Google.Protobuf;
using JobWorker.DevSidecar.Api.Grpc;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class CallingBadly : GrpcSpec
{
    private const int Limit = 2048;
    private const string GetState = GrpcRouter.Service + "GetState";

    private static readonly string[] Methods =
    [
        "GetState", "GetBulkState", "SaveState", "DeleteState", "ExecuteStateTransaction", "PublishEvent", "InvokeBinding",
        "TryLockAlpha1", "UnlockAlpha1", "GetMetadata", "SetMetadata",
    ];

    private protected override HarnessOptions Options => new() { Yaml = "", Flags = ["--max-body-size", $"{Limit}"] };

    [Theory]
    [InlineData("ScheduleJob")]
    [InlineData("InvokeActor")]
    [InlineData("getstate")]
    [InlineData("")]
    public async Task Names_a_method_that_is_not_there(string method) =>
        (await Client.CallAsync(method, new GetStateRequest()))
            .IsError(GrpcClient.Unimplemented, $"the method {method} is not implemented");

    [Fact]
    public async Task Names_a_service_that_is_not_there() =>
        (await Client.SendAsync("/grpc.health.v1.Health/Check", GrpcClient.Frame([])))
            .IsError(GrpcClient.Unimplemented, "/grpc.health.v1.Health/Check");

    [Theory]
    [InlineData("GetState", "state store  is not configured")]
    [InlineData("TryLockAlpha1", "lock store is not configured")]
    [InlineData("PublishEvent", "pubsub p is not configured")]
    public async Task Says_that_nothing_of_the_kind_is_configured(string method, string problem)
    {
        IMessage request = method switch
        {
            "GetState" => new GetStateRequest(),
            "TryLockAlpha1" => new TryLockRequest { ExpiryInSeconds = 1 },
            _ => new PublishEventRequest { PubsubName = "p", Topic = "t" },
        };

        (await Client.CallAsync(method, request)).IsError(GrpcClient.FailedPrecondition, problem);
    }

    [Fact]
    public async Task Refuses_a_message_above_the_limit()
    {
        (await Client.SendAsync(GetState, GrpcClient.Frame(new byte[Limit + 1])))
            .IsError(GrpcClient.ResourceExhausted, $"{Limit + 1} bytes");
        (await Client.SendAsync(GetState, [0, 255, 255, 255, 255])).IsError(GrpcClient.ResourceExhausted, "4294967295 bytes");
    }

    [Fact]
    public async Task Takes_a_message_at_the_limit()
    {
        var request = new SetMetadataRequest { Key = "k", Value = new string('x', Limit - 6) };
        Assert.Equal(Limit, request.CalculateSize());

        Assert.Equal(0, (await Client.CallAsync("SetMetadata", request)).Status);
    }

    [Fact]
    public async Task Reads_nothing_compressed() =>
        (await Client.SendAsync(GetState, GrpcClient.Frame([1, 2], flag: 1), ("grpc-encoding", "gzip")))
            .IsError(GrpcClient.Unimplemented, "compressed");

    [Theory]
    [InlineData("", "has no message")]
    [InlineData("000000", "ends in a message's prefix")]
    [InlineData("0000000002FF", "ends in a message")]
    [InlineData("00000000000000000000", "more than one message")]
    [InlineData("0700000000", "flag must be 0 or 1, not 7")]
    [InlineData("0000000001FF", "the message is no GetStateRequest")]
    public async Task Says_what_is_wrong_with_the_bytes(string hex, string problem) =>
        (await Client.SendAsync(GetState, Convert.FromHexString(hex))).IsError(GrpcClient.Internal, problem);

    [Fact]
    public async Task Survives_any_bytes()
    {
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            foreach (var method in Methods)
            {
                var bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                var body = round % 2 == 0 ? bytes : GrpcClient.Frame(bytes);

                var answer = await Client.SendAsync(GrpcRouter.Service + method, body);

                Assert.InRange(answer.Status, 0, GrpcClient.Unauthenticated);
            }
        }

        Assert.Equal(0, (await Client.CallAsync("GetMetadata", new GetMetadataRequest())).Status);
    }

    [Theory]
    [InlineData("POST", "application/json")]
    [InlineData("POST", "application/grpc-web")]
    [InlineData("POST", "application/grpc+json")]
    [InlineData("PUT", "application/grpc")]
    public async Task Is_told_by_HTTP_when_it_is_no_gRPC(string verb, string type)
    {
        using var response = await Client.SendAsync(new HttpMethod(verb), GetState, GrpcClient.Frame([]), type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    public async Task Names_a_timeout_that_is_none(string timeout) =>
        (await Client.CallAsync("GetMetadata", new GetMetadataRequest(), ("grpc-timeout", timeout)))
            .IsError(GrpcClient.Internal, $"malformed grpc-timeout: \"{timeout}\"");
}
