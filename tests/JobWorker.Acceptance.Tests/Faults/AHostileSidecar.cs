using System.Net.Http.Json;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Core.Journals;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

/// <summary>The sidecar breaks things on purpose; the worker must neither lose a job nor run one twice.</summary>
public sealed class AHostileSidecar
{
    private const int Messages = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableTheory]
    [InlineData("AllReplicas")]
    [InlineData("LeaderOnly")]
    public async Task That_repeats_messages_and_turns_loses_ticks_and_lies_about_writes_changes_nothing(string mode)
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync(
            mode, "--fault", "repeat-delivery=always,times=1", "--fault", "double-activation=always", "--fault", "drop-reminder=0.5",
            "--fault", "fail-write-after=0.1", "--fault", "fail-write-before=0.05", "--fault", "delay-write-after=0.1,time=50ms");
        var ids = Queue(world, Messages, "true");

        await AssertWholeAsync(world, ids);
        var faults = await FaultsAsync(world);

        // A replica that works alone takes turns without its actors.
        string[] turns = mode is "AllReplicas" ? ["double-activation"] : [];
        Assert.All(
            ["repeat-delivery", "fail-write-after", "fail-write-before", "delay-write-after", .. turns],
            name => Assert.True(faults.GetProperty(name).GetProperty("done").GetInt32() > 0, $"{name} never happened"));
    }

    [SkippableFact]
    public async Task That_brings_every_message_again_later_changes_nothing()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync(
            "LeaderOnly", "--fault", "repeat-delivery=always,times=3,time=2s", "--fault", "delay-delivery=0.2,time=500ms");
        var ids = Queue(world, Messages, "true");

        await AssertWholeAsync(world, ids);
        await world.WaitAsync("every repetition", Patience, async () =>
            (await FaultsAsync(world)).GetProperty("repeat-delivery").GetProperty("done").GetInt32() >= Messages ? world : null);
        await AssertWholeAsync(world, ids);
    }

    [SkippableTheory]
    [InlineData("kill-before-answer")]
    [InlineData("kill-after-answer")]
    public async Task That_dies_at_a_message_time_and_again_changes_nothing(string fault)
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync("LeaderOnly", "--faults");
        var ids = new List<string>();

        for (var death = 0; death < 3; death++)
        {
            await SwitchAsync(world, new() { [fault] = "every:5,time=2ms" }, death);
            ids.AddRange(Queue(world, 10, "true"));
            Assert.True(await world.Sidecar!.EndsWithinAsync(Patience), "the sidecar was to die");
            Assert.Contains("the process ends here, on purpose", world.Sidecar.Output, StringComparison.Ordinal);
            world.StartSidecar();
            await world.WaitAsync("the next sidecar", Patience, async () => await AnswersAsync(world) ? world : null);
        }

        await AssertWholeAsync(world, ids);
    }

    private static async Task<World> StartAsync(string mode, params string[] flags)
    {
        // Where all replicas work every turn is one of the actor's, so that the sidecar can break each of them.
        var world = await World.StartAsync(SeveralReplicas.Of(1) with
        {
            SidecarFlags = flags,
            Worker = new Dictionary<string, string?> { ["Leadership__Mode"] = mode },
        });
        await world.StartReceiverAsync();

        return world;
    }

    private static List<string> Queue(World world, int count, string script)
    {
        var ids = Enumerable.Range(0, count).Select(_ => JobMessages.NewId()).ToList();
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, script, Receiver.Url(world.ReceiverPort)))]);

        return ids;
    }

    private static async Task AssertWholeAsync(World world, List<string> ids)
    {
        foreach (var id in ids)
        {
            var job = await world.WaitAsync($"job {id} to be over", Patience, async () =>
                await world.Api.JobAsync(id) is { IsOver: true } over ? over : null);
            Assert.Equal("succeeded", job.State);
            Assert.Single(job.Events, "JobCreated");
            Assert.Equal([0, 1, 2], world.Receiver!.For(id).Once().Select(d => d.Status));
            Assert.Null(HashChain.Verify((await world.Api.EventsAsync(id)).Select(Record)));
        }

        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
        await world.AcknowledgedAsync();
    }

    private static Recorded<JsonElement> Record(JsonElement e) => new(
        e.GetProperty("version").GetInt64(), e.GetProperty("event"), e.GetProperty("hash").GetString()!);

    private static async Task SwitchAsync(World world, Dictionary<string, string> faults, int seed)
    {
        using var http = new HttpClient();
        using var answer = await http.PutAsJsonAsync(Url(world), new { faults, seed });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement> FaultsAsync(World world)
    {
        using var http = new HttpClient();

        return (await http.GetFromJsonAsync<JsonElement>(Url(world))).GetProperty("faults");
    }

    private static async Task<bool> AnswersAsync(World world)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(Url(world));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Url(World world) => $"http://127.0.0.1:{world.SidecarPort}/v1.0/faults";
}
