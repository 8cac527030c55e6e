using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

[Collection(SqsGroup.Name)]
public sealed class SendingThroughABinding(SqsFixture sqs)
{
    private const string Path = "/v1.0/bindings/queue";
    private readonly string _queue = SqsFixture.NewName("out");

    [SkippableFact]
    public async Task Puts_the_data_on_the_queue_and_answers_nothing()
    {
        await sqs.Emulator.CreateQueueAsync(_queue);
        await using var sidecar = await StartAsync();

        var answer = await sidecar.PostAsync(Path, """{"operation":"create","data":{"id": "x", "a": [1]}}""");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("""{"a":[1],"id":"x"}""", await sqs.Emulator.TakeAsync(_queue));
    }

    [SkippableFact]
    public async Task Names_the_queue_problem_when_there_is_no_queue()
    {
        await using var sidecar = await StartAsync();

        var answer = await sidecar.PostAsync(Path, """{"operation":"create","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains("QueueDoesNotExist", answer.Body, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Refuses_other_operations()
    {
        await using var sidecar = await StartAsync();

        var answer = await sidecar.PostAsync(Path, """{"operation":"get","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [SkippableFact]
    public async Task Shows_both_directions_in_the_metadata()
    {
        await using var sidecar = await StartAsync();

        var answer = await sidecar.GetAsync("/v1.0/metadata");

        Assert.Contains("\"capabilities\":[\"INPUT_BINDING\",\"OUTPUT_BINDING\"]", answer.Body, StringComparison.Ordinal);
    }

    private Task<SidecarHarness> StartAsync() => SidecarHarness.StartAsync(
        new HarnessOptions { Yaml = sqs.Component("queue", "bindings.aws.sqs", $"queueName: {_queue}") });
}
