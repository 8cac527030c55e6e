using System.Diagnostics;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Tools;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;
using Xunit.Abstractions;

namespace JobWorker.Acceptance.Tests.Callbacks;

public sealed class TheProofOfCallbacks(RedisWorld fixture, ITestOutputHelper output) : IClassFixture<RedisWorld>
{
    private const int Journals = 1000;

    [SkippableFact]
    public async Task Names_the_event_of_which_one_byte_was_changed()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var (world, id) = (fixture.World, JobMessages.NewId());
        world.Queue(JobMessages.Shell(id, "true", Receiver.Url(world.ReceiverPort)));
        await world.FinishedAsync(id);
        var before = await CommandRun.OfAsync(world, "verify", id);
        var created = (await world.Api.EventsAsync(id)).Single(e => Type(e) == "job.created.v1");

        ChangeOneByte(world, id, created.GetProperty("event").GetProperty("ref").GetProperty("uid").GetString()!);
        var after = await CommandRun.OfAsync(world, "verify", id);
        var told = await CommandRun.OfAsync(world, "verify", id, "--json");

        Assert.Equal(0, before.Exit);
        Assert.Equal(1, after.Exit);
        Assert.StartsWith(
            $"✗ not intact  {id}  Event {created.GetProperty("version").GetInt64()} is not the one that was recorded", after.Out, StringComparison.Ordinal);
        Assert.Equal(created.GetProperty("version").GetInt64(), told.Json[0].GetProperty("brokenAt").GetInt64());
    }

    [SkippableFact]
    public async Task Of_a_thousand_journals_takes_seconds()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        string[] ids = [.. Enumerable.Range(0, Journals).Select(_ => JobMessages.NewId())];
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true", Receiver.Url(world.ReceiverPort), job => job["namespace"] = "No Such"))]);
        await world.WaitAsync("a thousand to be rejected and told", TimeSpan.FromMinutes(3), () =>
            Task.FromResult(ids.Count(id => world.Receiver!.For(id).Count > 0) == Journals ? world : null));

        var watch = Stopwatch.StartNew();
        var run = await CommandRun.OfAsync(world, ["verify", .. ids]);
        var elapsed = watch.Elapsed;

        output.WriteLine($"{Journals} journals in {elapsed.TotalSeconds:0.0} s");
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(Journals, run.Out.Split('\n').Count(line => line.StartsWith("✓ intact ", StringComparison.Ordinal)));
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [SkippableFact]
    public async Task Holds_for_a_callback_that_was_sent_again_after_it_was_dead()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var (world, id, port) = (fixture.World, JobMessages.NewId(), Ports.Free());
        await using (await GoneReceiver.StartAsync(port))
        {
            world.Queue(JobMessages.Shell(id, "true", Receiver.Url(port)));
            await world.FinishedAsync(id);
        }

        var dead = await world.WaitAsync("the job to be listed as dead", TimeSpan.FromSeconds(20), async () =>
            await CommandRun.OfAsync(world, "jobs", "list", "--callback", "dead", "--json") is { Exit: 0 } run
                && run.Json.GetProperty("jobs").EnumerateArray().Any(j => j.GetProperty("id").GetString() == id) ? run : null);
        var resent = await CommandRun.OfAsync(
            world, "jobs", "resend", "--callback", "dead", "--service", "tests", "--url", Receiver.Url(world.ReceiverPort), "--yes");
        var job = await world.FinishedAsync(id);
        var list = await CommandRun.OfAsync(world, "callbacks", "list", id, "--json");
        var proof = await CommandRun.OfAsync(world, "verify", id);

        Assert.Equal(0, dead.Exit);
        Assert.Equal(("", 0), (resent.Error, resent.Exit));
        Assert.Equal([0, 1, 2], (await world.ToldAsync(id, status: 2)).Once().Select(d => d.Status));
        Assert.All(job.Callbacks, c => Assert.Equal("delivered", c.State));
        Assert.All(list.Json.GetProperty("callbacks").EnumerateArray(), c => Assert.Equal(1, c.GetProperty("resends").GetArrayLength()));
        Assert.Matches("[0-9]+ events, 3 callbacks, 3 delivered", proof.Out);
    }

    private static string Type(JsonElement e) => e.GetProperty("event").GetProperty("type").GetString()!;

    private static void ChangeOneByte(World world, string id, string word)
    {
        using var redis = world.Redis!.Connect();
        var key = ((object?[])redis.Call("KEYS", $"*{id}")!).Cast<string>().Single();
        var data = (string)redis.Call("HGET", key, "data")!;
        var place = data.IndexOf(word, StringComparison.Ordinal);
        Assert.True(place > 0);
        var changed = data[place] == '0' ? '1' : '0';
        redis.Call("HSET", key, "data", $"{data[..place]}{changed}{data[(place + 1)..]}");
    }
}
