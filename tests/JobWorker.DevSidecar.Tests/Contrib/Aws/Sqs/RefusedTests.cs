using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

public sealed class AQueueThatRefusesTheKey
{
    private const int ReceiveFailed = 640;

    [Fact]
    public async Task Is_asked_again_later_and_fails_calls_with_the_reason()
    {
        const string Refused = """{"__type":"com.amazon.coral.service#InvalidClientTokenId","message":"The security token is invalid."}""";
        await using var aws = new FakeApp().On("POST /", 403, Refused);
        await aws.StartAsync();
        await using var app = new FakeApp();
        var log = new RecordedLog();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Logs = log,
            Yaml = $$"""
                kind: Component
                metadata: {name: queue}
                spec:
                  type: bindings.aws.sqs
                  metadata:
                  - {name: queueName, value: jobs}
                  - {name: direction, value: "input, output"}
                  - {name: region, value: us-east-1}
                  - {name: endpoint, value: "http://127.0.0.1:{{aws.Port}}"}
                  - {name: accessKey, value: test}
                  - {name: secretKey, value: wrong}
                """,
        });

        await log.UntilAsync(ReceiveFailed, "InvalidClientTokenId");
        await SidecarHarness.UntilAsync(() => aws.Calls.Count >= 2);
        var answer = await sidecar.PostAsync("/v1.0/bindings/queue", """{"operation":"create","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains("InvalidClientTokenId", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz")).Status);
    }
}
