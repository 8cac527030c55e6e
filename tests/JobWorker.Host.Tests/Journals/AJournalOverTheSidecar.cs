using JobWorker.Host.Journals;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Postgres;
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

/// <summary>The contract over the development sidecar and a real PostgreSQL, whose jsonb orders members its own way.</summary>
public sealed class AJournalOverPostgres(PostgresSidecar sidecar) : JournalContract, IClassFixture<PostgresSidecar>
{
    private protected override IStateSlots Slots
    {
        get
        {
            Skip.If(PostgresServer.Missing is not null, PostgresServer.Missing);

            return sidecar.Store;
        }
    }
}

/// <summary>The contract over the development sidecar and DynamoDB's protocol.</summary>
public sealed class AJournalOverDynamoDb(DynamoDbSidecar sidecar) : JournalContract, IClassFixture<DynamoDbSidecar>
{
    private protected override IStateSlots Slots
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);

            return sidecar.Store;
        }
    }
}
