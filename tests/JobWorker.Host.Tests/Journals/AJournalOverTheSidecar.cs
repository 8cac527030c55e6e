using JobWorker.Host.Journals;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Postgres;
using JobWorker.Testing.Redis;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The contract over the development sidecar and SQLite.</summary>
public sealed class AJournalOverSqlite(SqliteSidecar sidecar) : ManyWritesContract, IClassFixture<SqliteSidecar>
{
    private protected override IManySlots Slots => sidecar.Store;
}

/// <summary>The contract over the development sidecar and a real Redis.</summary>
public sealed class AJournalOverRedis(RedisSidecar sidecar) : ManyWritesContract, IClassFixture<RedisSidecar>
{
    private protected override IManySlots Slots
    {
        get
        {
            Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);

            return sidecar.Store;
        }
    }
}

/// <summary>The contract over the development sidecar and a real PostgreSQL, whose jsonb orders members its own way.</summary>
public sealed class AJournalOverPostgres(PostgresSidecar sidecar) : ManyWritesContract, IClassFixture<PostgresSidecar>
{
    private protected override IManySlots Slots
    {
        get
        {
            Skip.If(PostgresServer.Missing is not null, PostgresServer.Missing);

            return sidecar.Store;
        }
    }
}

/// <summary>The contract over the development sidecar and DynamoDB's protocol.</summary>
public sealed class AJournalOverDynamoDb(DynamoDbSidecar sidecar) : ManyWritesContract, IClassFixture<DynamoDbSidecar>
{
    private protected override IManySlots Slots
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);

            return sidecar.Store;
        }
    }
}

/// <summary>The contract, and what many writes in one call are on every store.</summary>
public abstract class ManyWritesContract : JournalContract
{
    private readonly string _prefix = $"many-{Guid.NewGuid():N}-";

    /// <inheritdoc/>
    private protected abstract override IManySlots Slots { get; }

    [SkippableFact]
    public async Task Many_writes_in_one_call_are_all_there_and_keep_their_versions()
    {
        Assert.True(await Slots.TryPutAllAsync([Write("a", 1), Write("b", 1)], default));
        var (a, b) = (await Slots.GetAsync(_prefix + "a", default), await Slots.GetAsync(_prefix + "b", default));
        Assert.True(await Slots.TryPutAllAsync([Write("a", 2, a!.ETag), Write("b", 2, b!.ETag), Write("c", 1)], default));

        Assert.Equal((2, 2, 1), (await ReadAsync("a"), await ReadAsync("b"), await ReadAsync("c")));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_refused_is_told_and_changes_nothing(bool stale)
    {
        Assert.True(await Slots.TryPutAllAsync([Write("a", 1)], default));
        var etag = (await Slots.GetAsync(_prefix + "a", default))!.ETag;
        Assert.True(await Slots.TryPutAllAsync([Write("a", 2, etag)], default));

        Assert.False(await Slots.TryPutAllAsync([Write("b", 1), Write("a", 3, stale ? etag : null)], default));
        Assert.Equal(2, await ReadAsync("a"));
    }

    private SlotWrite Write(string name, int value, string? etag = null) =>
        new(_prefix + name, System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{value}}}"), etag, null);

    private async Task<int> ReadAsync(string name)
    {
        var slot = await Slots.GetAsync(_prefix + name, default);
        using var json = System.Text.Json.JsonDocument.Parse(slot!.Value);

        return json.RootElement.GetProperty("n").GetInt32();
    }
}
