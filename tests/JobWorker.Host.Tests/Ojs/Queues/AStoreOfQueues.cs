using JobWorker.Core.Ojs;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;
using JobWorker.Testing.Emulators;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>What queues ask of a store, over the development sidecar and SQLite.</summary>
public sealed class AStoreOfQueuesOverSqlite(SqliteSidecar sidecar) : QueueStoreContract, IClassFixture<SqliteSidecar>
{
    private protected override IQueueStore Store => sidecar.Queues;

    private protected override StoreLimits Limits => StoreLimits.Usual;
}

/// <summary>The same over DynamoDB's protocol.</summary>
public sealed class AStoreOfQueuesOverDynamoDb(DynamoDbSidecar sidecar) : QueueStoreContract, IClassFixture<DynamoDbSidecar>
{
    private protected override IQueueStore Store
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);

            return sidecar.Queues;
        }
    }

    private protected override StoreLimits Limits => StoreLimits.DynamoDb;
}

/// <summary>What holds of every store.</summary>
public abstract class QueueStoreContract
{
    private readonly string _prefix = $"{Guid.NewGuid():N}-";

    /// <summary>The store under test.</summary>
    private protected abstract IQueueStore Store { get; }

    /// <summary>What it cannot do.</summary>
    private protected abstract StoreLimits Limits { get; }

    [SkippableFact]
    public async Task Says_what_it_cannot_do() => Assert.Equal(Limits, await Store.LimitsAsync(default));

    [SkippableFact]
    public async Task Takes_a_create_of_what_was_deleted()
    {
        var key = _prefix + "a";
        Assert.True(await Store.TryPutAsync(key, "1"u8.ToArray(), null, null, default));
        var etag = (await Store.GetAsync(key, default))!.ETag;

        Assert.True(await Store.TryDeleteAsync(key, etag, default));
        Assert.Null(await Store.GetAsync(key, default));
        Assert.True(await Store.TryPutAsync(key, "2"u8.ToArray(), null, null, default));
    }

    [SkippableFact]
    public async Task Keeps_what_has_changed_since_it_was_read()
    {
        var key = _prefix + "b";
        Assert.True(await Store.TryPutAsync(key, "1"u8.ToArray(), null, null, default));
        var etag = (await Store.GetAsync(key, default))!.ETag;
        Assert.True(await Store.TryPutAsync(key, "2"u8.ToArray(), etag, null, default));

        Assert.False(await Store.TryDeleteAsync(key, etag, default));
        Assert.NotNull(await Store.GetAsync(key, default));
    }

    [SkippableFact]
    public async Task Deletes_more_than_a_transaction_holds()
    {
        var keys = Enumerable.Range(0, 230).Select(n => $"{_prefix}many-{n}").ToList();
        await Store.SaveManyAsync([.. keys.Select(key => new StoredItem(key, RawJson.Parse("1")))], default);
        Assert.Equal(230, (await Store.GetManyAsync(keys, default)).Count);

        await Store.DeleteManyAsync(keys, default);

        Assert.Empty(await Store.GetManyAsync(keys, default));
    }
}
