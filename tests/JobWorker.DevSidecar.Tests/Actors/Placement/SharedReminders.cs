using System.Net;
using JobWorker.DevSidecar.Tests.Contrib.Redis;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Actors.Placement;

/// <summary>Reminders of an app with two sidecars, on every store there is.</summary>
public abstract class SharedReminders
{
    private const int Actors = 20;

    /// <summary>Flags that name the store.</summary>
    private protected abstract string[] Flags { get; }

    /// <summary>Skips the test where there is no such store, and empties it.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task Fire_once_for_each_tick_wherever_they_were_set()
    {
        await PrepareAsync();
        await using var all = new Sidecars { Flags = Flags };
        await all.AddAsync();
        await all.AddAsync();
        await RemindAsync(all, """{"dueTime":"300ms","period":"R3/PT0.5S"}""");

        await SidecarHarness.UntilAsync(() => Ticks(all) >= 3 * Actors);
        await Task.Delay(TimeSpan.FromSeconds(1));

        AssertTicks(all, 3);
        Assert.NotEmpty(all.CallsAt(0));
        Assert.NotEmpty(all.CallsAt(1));
    }

    [SkippableFact]
    public async Task Fire_once_for_each_tick_while_sidecars_come_and_go()
    {
        await PrepareAsync();
        await using var all = new Sidecars { Flags = Flags };
        await all.AddAsync();
        await RemindAsync(all, """{"dueTime":"200ms","period":"R8/PT0.5S"}""");
        await SidecarHarness.UntilAsync(() => Ticks(all) >= Actors);

        await all.AddAsync();
        await SidecarHarness.UntilAsync(() => Ticks(all) >= 4 * Actors);
        await all.StopAsync(0);

        await SidecarHarness.UntilAsync(() => Ticks(all) >= 8 * Actors);
        await Task.Delay(TimeSpan.FromSeconds(1));
        AssertTicks(all, 8);
    }

    [SkippableFact]
    public async Task Are_shown_refused_and_deleted_through_any_sidecar()
    {
        await PrepareAsync();
        await using var all = new Sidecars { Flags = Flags };
        await all.AddAsync();
        await all.AddAsync();
        await RemindAsync(all, """{"dueTime":"1h","data":"x"}""");

        for (var n = 0; n < Actors; n++)
        {
            for (var through = 0; through < 2; through++)
            {
                Assert.Equal(
                    $$"""{"actorID":"{{n}}","actorType":"JobActor","data":"x","dueTime":"1h"}""",
                    (await all[through].GetAsync(PathOf(n))).Body);
                (await all[through].PutAsync(PathOf(n), """{"overwrite":false}"""))
                    .IsError(HttpStatusCode.Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS");
                (await all[through].PutAsync(PathOf(n), """{"period":"P1D"}"""))
                    .IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_REMINDER_CREATE");
            }

            Assert.Equal(HttpStatusCode.NoContent, (await all[n % 2].DeleteAsync(PathOf(n))).Status);
            (await all[(n + 1) % 2].GetAsync(PathOf(n))).IsError(HttpStatusCode.NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND");
        }
    }

    private static string PathOf(int actor) => $"/v1.0/actors/JobActor/{actor}/reminders/wake";

    private static async Task RemindAsync(Sidecars all, string request)
    {
        for (var n = 0; n < Actors; n++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await all[n % all.Count].PutAsync(PathOf(n), request)).Status);
        }
    }

    private static int Ticks(Sidecars all) => Enumerable.Range(0, all.Count).Sum(number => all.CallsAt(number).Count);

    private static void AssertTicks(Sidecars all, int each)
    {
        var ticks = Enumerable.Range(0, all.Count).SelectMany(all.CallsAt).CountBy(id => id).OrderBy(one => one.Key).ToList();
        Assert.Equal(Actors, ticks.Count);
        Assert.All(ticks, one => Assert.Equal((one.Key, each), (one.Key, one.Value)));
    }
}

public sealed class RemindersSharedInAFile : SharedReminders
{
    private protected override string[] Flags => [];
}

public sealed class RemindersSharedInRedis(RedisServer server) : SharedReminders, IClassFixture<RedisServer>
{
    private protected override string[] Flags => ["--placement-host-address", $"redis://{server.Address}/1"];

    private protected override Task PrepareAsync() => server.SendAsync("FLUSHALL");
}

public sealed class RemindersSharedInTheEmbeddedServer(EmbeddedServer server)
    : SharedReminders, IClassFixture<EmbeddedServer>
{
    private protected override string[] Flags => ["--placement-host-address", $"redis://{server.Address}"];

    private protected override Task PrepareAsync() => server.SendAsync("FLUSHALL");
}
