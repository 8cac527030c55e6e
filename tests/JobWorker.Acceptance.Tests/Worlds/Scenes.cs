using System.Text.Json.Nodes;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>What most stories begin and end with.</summary>
internal static class Scenes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>A lease and a few tries; the rest is for a busy machine.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(20);

    /// <summary>Puts a message on the queue as a client without Dapr would.</summary>
    public static void Queue(this World world, params JsonObject[] messages)
    {
        using var redis = world.Redis!.Connect();
        redis.Add("jobs", [.. messages.Select(m => m.Bytes())]);
    }

    /// <summary>Messages the worker has not taken yet.</summary>
    public static long Unacknowledged(this World world)
    {
        using RedisConnection redis = world.Redis!.Connect();
        return redis.Pending("jobs", "jobworker");
    }

    /// <summary>Waits until the queue waits for nothing any more.</summary>
    public static Task AcknowledgedAsync(this World world) => world.WaitAsync("every message to be acknowledged", Patience, () =>
        Task.FromResult(world.Unacknowledged() == 0 ? world : null));

    /// <summary>The job, as soon as <paramref name="when"/> holds.</summary>
    public static Task<JobStory> JobAsync(this World world, string id, string what, Func<JobStory, bool> when) =>
        world.WaitAsync($"job {id} {what}", Patience, async () =>
            await world.Api.JobAsync(id) is { } job && when(job) ? job : null);

    /// <summary>The replica that says that it leads, as soon as one does; <paramref name="not"/> is not asked.</summary>
    public static Task<Replica> LeaderAsync(this World world, Replica? not = null) =>
        world.WaitAsync("a leader", TakeOver, () => FindLeaderAsync(world.Replicas.Where(r => r != not && !r.Worker!.HasEnded)));

    /// <summary>The job as one of several workers tells it, once it is created or, if asked so, over.</summary>
    public static Task<JobStory> WaitForAsync(this WorkerApi api, World world, string id, bool over = false) =>
        api.WaitForAsync(world, id, over ? "over" : "created", job => over ? job.IsOver : job.JobName is not null);

    /// <summary>The job as one of several workers tells it, as soon as <paramref name="when"/> holds.</summary>
    public static Task<JobStory> WaitForAsync(
        this WorkerApi api, World world, string id, string what, Func<JobStory, bool> when) =>
        world.WaitAsync($"job {id} to be {what}", Patience, async () =>
            await api.JobAsync(id) is { } job && when(job) ? job : null);

    /// <summary>What <c>/readyz</c> says, once it says no and names <paramref name="reason"/>.</summary>
    public static Task<string> UnreadyAsync(this World world, string reason) =>
        world.WaitAsync($"the worker to be unready because of {reason}", Patience, async () =>
            await world.Api.GetAsync("/readyz") is (503, var body) && body.Contains(reason, StringComparison.Ordinal) ? body : null);

    /// <summary>Returns when the first sidecar has logged <paramref name="text"/>.</summary>
    public static Task LoggedAsync(this World world, string text) =>
        world.WaitAsync($"the sidecar to log {text}", Patience, () => Task.FromResult(
            world.Sidecar!.Output.Contains(text, StringComparison.Ordinal) ? world : null));

    /// <summary>The job, once nothing more can happen to it.</summary>
    public static Task<JobStory> FinishedAsync(this World world, string id) =>
        world.JobAsync(id, "to be over", job => job.IsOver);

    /// <summary>What the receiver got for a job, once that includes <paramref name="status"/>.</summary>
    public static Task<IReadOnlyList<Delivery>> ToldAsync(this World world, string id, int status) =>
        world.WaitAsync($"callback {status} of job {id}", Patience, () => Task.FromResult(
            world.Receiver?.For(id) is { } told && told.Any(d => d.Status == status) ? told : null));

    /// <summary>Each callback once, in the order of first arrival; a sequence number has one webhook-id and one status.</summary>
    public static IReadOnlyList<Delivery> Once(this IEnumerable<Delivery> deliveries)
    {
        var first = deliveries.DistinctBy(d => (d.Sequence, d.Status, d.WebhookId)).ToList();
        Assert.Equal(Enumerable.Range(0, first.Count), first.Select(d => d.Sequence));

        return first;
    }

    private static async Task<Replica?> FindLeaderAsync(IEnumerable<Replica> replicas)
    {
        foreach (var replica in replicas)
        {
            if (await replica.Api.LeadsAsync())
            {
                return replica;
            }
        }

        return null;
    }
}
