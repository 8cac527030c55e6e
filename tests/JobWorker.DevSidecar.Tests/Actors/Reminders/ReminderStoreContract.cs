using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Tests.Contrib.Redis;

namespace JobWorker.DevSidecar.Tests.Actors.Reminders;

/// <summary>What every store of reminders keeps to.</summary>
public abstract class ReminderStoreContract
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Another user of the same store; <paramref name="name"/> tells stores apart.</summary>
    private protected abstract Task<IReminderStore> OpenAsync(string name);

    [SkippableFact]
    public async Task Gives_back_to_others_what_was_put()
    {
        await using var one = await OpenAsync("kept");
        await using var other = await OpenAsync("kept");
        await one.PutAsync(Reminder("a", Noon, left: 3, ends: Noon.AddHours(1)));
        await one.PutAsync(Reminder("b", Noon, type: "Other"));

        var found = Assert.Single(await other.LoadAsync(["Jobs"]));

        Assert.Equal(Key("a"), found.Key);
        Assert.Equal(("10s", "PT30S", Noon, 3), (found.DueText, found.PeriodText, found.NextDue, found.Left));
        Assert.Equal("""{"n": 1}"""u8.ToArray(), found.Data.ToArray());
        Assert.Equal(Noon.AddHours(1), found.Ends);
    }

    [SkippableFact]
    public async Task Advances_and_finishes_what_is_as_it_was()
    {
        await using var store = await OpenAsync("moved");
        var reminder = Reminder("a", Noon, left: 2);
        await store.PutAsync(reminder);
        (reminder.NextDue, reminder.Left) = (Noon.AddSeconds(30), 1);
        await store.AdvanceAsync(reminder, Noon);

        var found = Assert.Single(await store.LoadAsync(["Jobs"]));
        Assert.Equal((Noon.AddSeconds(30), 1), (found.NextDue, found.Left));

        await store.FinishAsync(Key("a"), Noon.AddSeconds(30));
        Assert.Empty(await store.LoadAsync(["Jobs"]));
    }

    [SkippableFact]
    public async Task Leaves_alone_what_somebody_else_has_changed_or_deleted()
    {
        await using var store = await OpenAsync("fenced");
        await store.PutAsync(Reminder("a", Noon.AddMinutes(1)));
        await store.AdvanceAsync(Reminder("a", Noon.AddSeconds(30)), Noon);
        await store.FinishAsync(Key("a"), Noon);
        await store.AdvanceAsync(Reminder("gone", Noon.AddSeconds(30)), Noon);

        var found = Assert.Single(await store.LoadAsync(["Jobs"]));
        Assert.Equal((Key("a"), Noon.AddMinutes(1)), (found.Key, found.NextDue));
    }

    [SkippableFact]
    public async Task Deletes_whatever_is_there()
    {
        await using var store = await OpenAsync("deleted");
        await store.PutAsync(Reminder("a", Noon));
        await store.DeleteAsync(Key("a"));
        await store.DeleteAsync(Key("a"));

        Assert.Empty(await store.LoadAsync(["Jobs"]));
    }

    [SkippableFact]
    public async Task Loses_nothing_of_several_writers()
    {
        const int each = 200;
        await using var one = await OpenAsync("busy");
        await using var other = await OpenAsync("busy");

        await Task.WhenAll(Enumerable.Range(0, 2 * each).Select(n => Task.Run(() =>
            (n % 2 == 0 ? one : other).PutAsync(Reminder($"r{n}", Noon)))));

        Assert.Equal(2 * each, (await one.LoadAsync(["Jobs"])).Count);
    }

    private static ReminderKey Key(string name, string type = "Jobs") => new(new ActorKey(type, "1"), name);

    private static Reminder Reminder(string name, DateTimeOffset due, int? left = null, DateTimeOffset? ends = null, string type = "Jobs") =>
        new(Key(name, type), "10s", "PT30S", """{"n": 1}"""u8.ToArray(), ends) { NextDue = due, Left = left };
}

public sealed class RemindersInAFile : ReminderStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reminders-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private protected override Task<IReminderStore> OpenAsync(string name) =>
        Task.FromResult<IReminderStore>(SqliteReminders.Open(Path.Combine(_folder, name + ".db")));
}

public abstract class RedisReminderContract(RedisHost host) : ReminderStoreContract
{
    private protected override async Task<IReminderStore> OpenAsync(string name) =>
        new RedisReminders(await host.ConnectAsync(), "reminders||" + name);
}

public sealed class RemindersInRedis(RedisServer server) : RedisReminderContract(server), IClassFixture<RedisServer>;

public sealed class RemindersInTheEmbeddedServer(EmbeddedServer server) : RedisReminderContract(server), IClassFixture<EmbeddedServer>;
