using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class AMessageOnAnSnsTopic(TopicWorld fixture) : IClassFixture<TopicWorld>
{
    [SkippableFact]
    public async Task Becomes_a_job_whose_callbacks_arrive_signed_and_in_order()
    {
        await fixture.Emulator.ConnectedAsync("jobs");

        await StoryOfAJob.TellAsync(fixture.World);

        await fixture.Emulator.EmptyAsync(SqsWorld.Queue);
    }

    [SkippableFact]
    public async Task Is_kept_on_the_dead_letter_queue_when_it_is_none()
    {
        var (emulator, poison) = (fixture.Emulator, $"poison {JobMessages.NewId()}");
        var notification = new JsonObject { ["TopicArn"] = "arn:aws:sns:us-east-1:1:jobs", ["Message"] = poison };

        await emulator.SendAsync(SqsWorld.Queue, notification.ToJsonString());
        await emulator.EmptyAsync(SqsWorld.Queue);
        var letter = JsonNode.Parse((await emulator.TakeAsync(SqsWorld.DeadLetters))!)!;
        var told = Assert.Single(await fixture.World.Api.DeadLettersAsync());

        // As the sidecar delivered it, which makes a CloudEvent of every message.
        var delivered = Convert.FromBase64String((string)letter["messageBase64"]!);
        Assert.Equal(poison, Encoding.UTF8.GetString(Convert.FromBase64String((string)JsonNode.Parse(delivered)!["data_base64"]!)));
        Assert.Equal((string?)letter["reason"], told.GetProperty("reason").GetString());
        Assert.Equal(delivered.Length, told.GetProperty("bytes").GetInt32());
        Assert.Equal(200, (await fixture.World.Api.GetAsync("/readyz")).Status);
    }
}

public sealed class AMessageOnAnSqsQueue(RawQueueWorld fixture) : IClassFixture<RawQueueWorld>
{
    [SkippableFact]
    public async Task Becomes_a_job_whose_callbacks_arrive_signed_and_in_order()
    {
        var emulator = fixture.Emulator;

        await StoryOfAJob.TellAsync(fixture.World, message => emulator.SendAsync(SqsWorld.Queue, message.ToJsonString()));

        await emulator.EmptyAsync(SqsWorld.Queue);
    }

    [SkippableTheory]
    [InlineData("bare")]
    [InlineData("cloud event")]
    [InlineData("sqs message")]
    [InlineData("sns notification")]
    public async Task Is_understood_in_every_envelope(string envelope)
    {
        var emulator = fixture.Emulator;
        var id = JobMessages.NewId();

        await emulator.SendAsync(SqsWorld.Queue, Wrap(JobMessages.Shell(id, "true"), envelope).ToJsonString());
        var job = await fixture.World.FinishedAsync(id);

        Assert.Equal("succeeded", job.State);
    }

    [SkippableFact]
    public async Task Runs_once_however_often_it_comes()
    {
        var (emulator, id) = (fixture.Emulator, JobMessages.NewId());
        var message = JobMessages.Shell(id, "true").ToJsonString();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => emulator.SendAsync(SqsWorld.Queue, message)));
        await fixture.World.FinishedAsync(id);
        await emulator.EmptyAsync(SqsWorld.Queue);

        Assert.Single(await fixture.World.ClusterApi.JobsOfAsync(id));
    }

    [SkippableFact]
    public async Task Is_put_aside_when_it_is_none()
    {
        var before = (await fixture.World.Api.DeadLettersAsync()).Count;

        await fixture.Emulator.SendAsync(SqsWorld.Queue, "no JSON at all");
        await fixture.Emulator.EmptyAsync(SqsWorld.Queue);

        Assert.Equal(before + 1, (await fixture.World.Api.DeadLettersAsync()).Count);
    }

    private static JsonObject Wrap(JsonObject message, string envelope) => envelope switch
    {
        "cloud event" => new() { ["specversion"] = "1.0", ["id"] = "e", ["type"] = "t", ["source"] = "s", ["data"] = message },
        "sqs message" => new() { ["MessageId"] = "m", ["Body"] = message.ToJsonString() },
        "sns notification" => new() { ["TopicArn"] = "arn:aws:sns:us-east-1:1:jobs", ["Message"] = message.ToJsonString() },
        _ => message,
    };
}
