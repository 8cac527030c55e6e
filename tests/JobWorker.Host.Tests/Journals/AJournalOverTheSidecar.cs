using JobWorker.Host.Journals;
using JobWorker.Testing.Redis;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The contract over the development sidecar and SQLite.</summary>
public sealed class AJournalOverSqlite(SqliteSidecar sidecar) : JournalContract, IClassFixture<SqliteSidecar>
{
    private protected override IStateSlots Slots => sidecar.Store;
}

/// <summary>The contract over the development sidecar and a real Redis.</summary>
public sealed class AJournalOverRedis(RedisSidecar sidecar) : JournalContract, IClassFixture<RedisSidecar>
{
    private protected override IStateSlots Slots
    {
        get
        {
            Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);

            return sidecar.Store;
        }
    }
}
