using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Emulators;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class AQueueThatIsDeleted
{
    private const string Gone = "QueueDoesNotExist";

    private readonly string _id = JobMessages.NewId();

    [SkippableFact]
    public async Task Is_missed_until_somebody_makes_it_again()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        await emulator.CreateQueueAsync(SqsWorld.Queue);
        await using var world = await World.StartAsync(SqsWorld.On(emulator.Address, "sqs-raw"));

        await emulator.DeleteQueueAsync(SqsWorld.Queue);
        Assert.Contains("jobs-sqs-1: sqs ", await world.UnreadyAsync(Gone), StringComparison.Ordinal);

        await emulator.CreateQueueAsync(SqsWorld.Queue);
        await emulator.SendAsync(SqsWorld.Queue, JobMessages.Shell(_id, "true").ToJsonString());
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
        await world.WaitForWorkerAsync();
    }

    [SkippableFact]
    public async Task Behind_a_topic_is_made_again_and_connected()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        await using var world = await World.StartAsync(SqsWorld.On(emulator.Address, "sqs"));
        await emulator.ConnectedAsync("jobs");

        // Whichever topic comes last makes the queue where there is none, and nobody would miss it.
        await emulator.ConnectedAsync("ojs");

        await emulator.DeleteQueueAsync(SqsWorld.Queue);
        await world.LoggedAsync(Gone);
        await world.WaitAsync("the queue to be back", TimeSpan.FromSeconds(20), async () =>
            (await emulator.QueuesAsync()).Contains(SqsWorld.Queue) ? world : null);
        await world.WaitForWorkerAsync();
        await emulator.ConnectedAsync("jobs");

        Assert.Equal(202, await world.Api.SubmitAsync(JobMessages.Shell(_id, "true").Bytes()));
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
    }

    [SkippableFact]
    public async Task Of_dead_letters_leaves_them_where_they_were_until_it_is_there()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        var options = SqsWorld.On(emulator.Address, "sqs");
        await using var world = await World.StartAsync(options with
        {
            Components = new Dictionary<string, string> { ["value: \"30\""] = "value: \"6\"" },
        });
        await emulator.ConnectedAsync("jobs");

        await emulator.SendAsync(SqsWorld.Queue, """{"TopicArn":"arn:aws:sns:us-east-1:1:jobs","Message":"no JSON"}""");
        Assert.Contains("deadLetters\":\"dead-letters did not keep", await world.UnreadyAsync(Gone), StringComparison.Ordinal);
        Assert.Empty(await world.Api.DeadLettersAsync());

        await emulator.CreateQueueAsync(SqsWorld.DeadLetters);
        await emulator.EmptyAsync(SqsWorld.Queue);
        Assert.Contains("messageBase64", await emulator.TakeAsync(SqsWorld.DeadLetters), StringComparison.Ordinal);
        Assert.Single(await world.Api.DeadLettersAsync());
        await world.WaitForWorkerAsync();
    }
}
