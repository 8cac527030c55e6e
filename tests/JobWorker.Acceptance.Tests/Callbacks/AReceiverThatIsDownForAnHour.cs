using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Tools;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>The worker's own schedule, 300 times as fast: an hour of it is twelve seconds.</summary>
public sealed class AReceiverThatIsDownForAnHour(HastyWorld fixture) : IClassFixture<HastyWorld>
{
    private const int Jobs = 50;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1) / HastyWorld.Haste;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [SkippableFact]
    public async Task Gets_every_callback_of_every_job_in_order_though_the_worker_is_killed_twice_meanwhile()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var (world, port) = (fixture.World, Ports.Free());
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/callbacks");
        string[] ids = [.. Enumerable.Range(0, Jobs).Select(_ => JobMessages.NewId())];

        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true", url))]);
        await SeenAsync(world, ids, "to be refused", 1, job => job.Events.Contains("CallbackFailed"));
        var down = Stopwatch.StartNew();
        await KillAsync(world);
        await SeenAsync(world, ids, "to succeed", Jobs, job => job.State == "succeeded");
        await KillAsync(world);
        await world.WaitAsync("an hour to be over", Patience, () => Task.FromResult(down.Elapsed > Hour ? world : null));
        await using var tap = await Tap.StartAsync(port);
        await SeenAsync(world, ids, "to be over", Jobs, job => job.IsOver);

        var ledgers = await Task.WhenAll(ids.Select(id => LedgerAsync(world, id)));
        Assert.All(ledgers, AssertWhole);
        Assert.Contains(ledgers, ledger => ledger.GetProperty("callbacks")[0].GetProperty("attempts").GetArrayLength() > 1);
        AssertInOrder(tap, ids);
        var log = await CommandRun.OfAsync(world, LogOf(tap), "check-log", "-", "--secret", Receiver.Secret);
        var proof = await CommandRun.OfAsync(world, ["verify", .. ids]);
        Assert.Equal((0, ""), (log.Exit, log.Error));
        Assert.StartsWith($"{Jobs} jobs: {Jobs} without a gap and in order; {3 * Jobs} callbacks", log.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (proof.Exit, proof.Error));
        Assert.Equal(Jobs, proof.Out.Split('\n').Count(line => line.Contains(" 3 callbacks, 3 delivered  ", StringComparison.Ordinal)));
    }

    /// <summary>Waits until so many jobs are as they should be.</summary>
    private static Task<World> SeenAsync(World world, string[] ids, string what, int count, Func<JobStory, bool> when) =>
        world.WaitAsync($"{count} jobs {what}", Patience, async () =>
        {
            var jobs = await Task.WhenAll(ids.Select(world.Api.JobAsync));
            return jobs.Count(job => job is not null && when(job)) >= count ? world : null;
        });

    private static async Task KillAsync(World world)
    {
        await world.Worker!.KillAsync();
        world.StartWorker();
        await world.WaitForWorkerAsync();
    }

    private static async Task<JsonElement> LedgerAsync(World world, string id)
    {
        var (status, body) = await world.Api.GetAsync($"/api/jobs/{id}/callbacks");
        Assert.Equal(200, status);

        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    private static void AssertWhole(JsonElement ledger)
    {
        var callbacks = ledger.GetProperty("callbacks").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2], callbacks.Select(c => c.GetProperty("sequence").GetInt32()));
        Assert.Equal([0, 1, 2], callbacks.Select(c => c.GetProperty("status").GetInt32()));
        Assert.All(callbacks, callback =>
        {
            var attempts = callback.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("number").GetInt32()).ToList();
            Assert.Equal("delivered", callback.GetProperty("state").GetString());
            Assert.Equal(Enumerable.Range(1, attempts.Count), attempts);
        });
    }

    /// <summary>Each job's callbacks first came in order, and each has one id however often it came.</summary>
    private static void AssertInOrder(Tap tap, string[] ids)
    {
        var came = tap.All.Select(t => (
            Job: JsonSerializer.Deserialize<JsonElement>(t.Body).GetProperty("id").GetString()!,
            Sequence: t.Headers["x-jobworker-sequence"],
            Id: t.Headers["webhook-id"])).ToList();
        Assert.Equal(ids.Order(), came.Select(c => c.Job).Distinct().Order());
        Assert.All(came.GroupBy(c => c.Job), job =>
        {
            Assert.Equal(["0", "1", "2"], job.Select(c => c.Sequence).Distinct());
            Assert.Equal(3, job.Select(c => (c.Sequence, c.Id)).Distinct().Count());
        });
    }

    private static byte[] LogOf(Tap tap) => Encoding.UTF8.GetBytes(string.Join('\n', tap.All.Select(t =>
        JsonSerializer.Serialize(new { headers = t.Headers, body = Encoding.UTF8.GetString(t.Body) }))));
}
