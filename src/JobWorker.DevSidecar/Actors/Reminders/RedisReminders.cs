using System.Globalization;
using System.Text.Json;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>Reminders in a hash of Redis, one field each: when it is due next, a space, all of it as JSON.</summary>
/// <remarks>The client is somebody else's to close.</remarks>
internal sealed class RedisReminders(RedisClient redis, string key) : IReminderStore
{
    public async Task<IReadOnlyList<Reminder>> LoadAsync(IReadOnlyCollection<string> types)
    {
        var words = (await TryAsync(() => redis.SendAsync(["HGETALL", key], default))).Items;
        return
        [
            .. words.Where((_, at) => at % 2 == 1)
                .Select(value => Read(value.Bytes))
                .Where(reminder => types.Contains(reminder.Key.Actor.Type)),
        ];
    }

    public Task PutAsync(Reminder reminder)
    {
        var text = Text(reminder);
        return TryAsync(() => redis.SendAsync(["HSET", key, Field(reminder.Key), text], default));
    }

    public Task AdvanceAsync(Reminder reminder, DateTimeOffset from)
    {
        var text = Text(reminder);
        return TryAsync(() => redis.SwapAsync(key, Field(reminder.Key), Prefix(from), text, default));
    }

    public Task FinishAsync(ReminderKey reminder, DateTimeOffset from) =>
        TryAsync(() => redis.SwapAsync(key, Field(reminder), Prefix(from), "", default));

    public Task DeleteAsync(ReminderKey reminder) =>
        TryAsync(() => redis.SendAsync(["HDEL", key, Field(reminder)], default));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is RedisConnectionException or RedisServerException)
        {
            throw new ReminderStoreException(e.Message, e);
        }
    }

    private static RedisArgument Field(ReminderKey reminder) => JsonSerializer.SerializeToUtf8Bytes<string[]>(
        [reminder.Actor.Type, reminder.Actor.Id, reminder.Name]);

    private static string Prefix(DateTimeOffset due) => string.Create(CultureInfo.InvariantCulture, $"{due.UtcTicks} ");

    private static byte[] Text(Reminder one) =>
    [
        .. System.Text.Encoding.ASCII.GetBytes(Prefix(one.NextDue)),
        .. JsonSerializer.SerializeToUtf8Bytes(new Row(
            one.Key.Actor.Type, one.Key.Actor.Id, one.Key.Name, one.DueText, one.PeriodText, one.Data.ToArray(),
            one.Ends?.UtcTicks, one.NextDue.UtcTicks, one.Left)),
    ];

    private static Reminder Read(ReadOnlyMemory<byte> text)
    {
        var row = JsonSerializer.Deserialize<Row>(text.Span[(text.Span.IndexOf((byte)' ') + 1)..])!;
        return new Reminder(
            new ReminderKey(new ActorKey(row.Type, row.Id), row.Name), row.Due, row.Period, row.Data,
            row.Ends is { } end ? Time(end) : null)
        {
            NextDue = Time(row.NextDue),
            Left = row.Left,
        };
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private sealed record Row(
        string Type, string Id, string Name, string Due, string Period, byte[] Data, long? Ends, long NextDue, int? Left);
}
