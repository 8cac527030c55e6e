using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Messages;

/// <summary>The main story, the same on every cluster: a message becomes a Job, and its client hears of it.</summary>
internal static class StoryOfAJob
{
    public static Task<JobStory> TellAsync(World world) =>
        TellAsync(world, async message => Assert.Equal(202, await world.Api.SubmitAsync(message.Bytes())));

    /// <param name="world">Where it is told.</param>
    /// <param name="send">Puts the message where jobs come from.</param>
    public static async Task<JobStory> TellAsync(World world, Func<JsonObject, Task> send)
    {
        var id = JobMessages.NewId();
        var message = JobMessages.Shell(id, "echo hello", Receiver.Url(world.ReceiverPort));

        await send(message);
        var told = await world.ToldAsync(id, status: 2);
        var job = await world.FinishedAsync(id);

        Assert.Equal([0, 1, 2], told.Select(d => d.Status));
        Assert.Equal([0, 1, 2], told.Select(d => d.Sequence));
        Assert.All(told, d => Assert.True(d.Signed, $"callback {d.Status} is not signed"));
        Assert.Equal(job.JobName, told[0].Detail.GetProperty("jobName").GetString());
        Assert.StartsWith(job.JobName!, told[1].Detail.GetProperty("podName").GetString(), StringComparison.Ordinal);
        Assert.InRange(told[2].Detail.GetProperty("duration").GetInt64(), 0, 60);
        Assert.Equal("succeeded", job.State);
        AssertTimeline(job);
        Assert.Equal(told.Select(d => d.WebhookId), job.Callbacks.Select(c => c.WebhookId));
        Assert.All(job.Callbacks, c => Assert.Equal(("delivered", 1), (c.State, c.Attempts)));

        return job;
    }

    private static void AssertTimeline(JobStory job)
    {
        string[] lifecycle = ["JobRequested", "JobCreated", "PodStarted", "JobSucceeded"];

        Assert.Equal(lifecycle, job.Events.Where(lifecycle.Contains));
        Assert.Equal(3, job.Events.Count(e => e == "CallbackDelivered"));
        Assert.Equal(7, job.Events.Count);
    }
}
