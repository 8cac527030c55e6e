using System.Text.Json.Nodes;

namespace JobWorker.Benchmarks.Jobs;

/// <summary>Messages that were sent together, and what became of them.</summary>
internal sealed class Batch(World world, bool webhook, params string[] command)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, DateTimeOffset> _sent = [];

    public int Count => _sent.Count;

    public IReadOnlyCollection<string> Ids => _sent.Keys;

    /// <summary>When the first message was sent.</summary>
    public DateTimeOffset Begun => _sent.Values.Min();

    /// <summary>Puts so many messages on the queue, all at once.</summary>
    public void Send(int count)
    {
        using var redis = world.Redis!.Connect();
        var messages = Enumerable.Range(0, count).Select(_ => Message()).ToList();
        foreach (var message in messages)
        {
            _sent[(string)message["id"]!] = TimeProvider.System.GetUtcNow();
        }

        redis.Add("jobs", [.. messages.Select(m => m.Bytes())]);
    }

    /// <summary>Waits until as many jobs as were sent have entered a state since <paramref name="before"/>.</summary>
    /// <exception cref="InvalidOperationException">They do not; names those that are not over.</exception>
    public async Task ReachAsync(string state, double before)
    {
        try
        {
            await world.WaitAsync($"{Count} jobs {state}", Patience, async () =>
                await EnteredAsync(world, state) - before >= Count ? this : null);
        }
        catch (TimeoutException e)
        {
            var open = await Task.WhenAll(_sent.Keys.Select(async id => (Id: id, Job: await world.Api.JobAsync(id))));
            var stories = open
                .Where(o => o.Job is not { IsOver: true })
                .Select(o => $"{o.Id}: {o.Job?.Json.ToString() ?? "unknown"}");
            throw new InvalidOperationException($"Not over:\n{string.Join('\n', stories)}\n{e.Message}", e);
        }
    }

    /// <summary>Jobs that have entered a state since the worker started.</summary>
    public static Task<double> EnteredAsync(World world, string state) =>
        world.Api.MetricAsync($$"""jobworker_job_transitions_total{state="{{state}}"}""");

    /// <summary>All stories, once they are over; those that never end are left out.</summary>
    public async Task<IReadOnlyDictionary<string, JobStory>> StoriesAsync()
    {
        var stories = new System.Collections.Concurrent.ConcurrentDictionary<string, JobStory>();
        await Parallel.ForEachAsync(_sent.Keys, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) =>
            stories[id] = await world.WaitAsync($"job {id} to be over", Patience, async () =>
                await world.Api.JobAsync(id) is { IsOver: true } job ? job : null));

        return stories;
    }

    /// <summary>From each message's sending to its Job's creation, milliseconds.</summary>
    public IEnumerable<double> Delays(IReadOnlyDictionary<string, JobStory> stories) =>
        stories.Select(s => (s.Value.TimeOf("JobCreated")!.Value - _sent[s.Key]).TotalMilliseconds);

    /// <summary>Messages with more than one Job in the cluster.</summary>
    public async Task<int> DoubledAsync() => (await world.ClusterApi.JobsAsync())
        .Where(j => j.Id is not null && _sent.ContainsKey(j.Id))
        .GroupBy(j => j.Id)
        .Count(g => g.Count() > 1);

    private JsonObject Message() => JobMessages.Command(
        JobMessages.NewId(), command, webhook ? Receiver.Url(world.ReceiverPort) : null);
}
