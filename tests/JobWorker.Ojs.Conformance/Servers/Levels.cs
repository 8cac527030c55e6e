namespace JobWorker.Ojs.Conformance.Servers;

/// <summary>A server for each level. Our cases and the public ones take turns on it; levels run side by side.</summary>
[CollectionDefinition(Name)]
public sealed class Level0 : OjsServer, ICollectionFixture<Level0>
{
    public const string Name = "level 0";
}

[CollectionDefinition(Name)]
public sealed class Level1 : OjsServer, ICollectionFixture<Level1>
{
    public const string Name = "level 1";
}

[CollectionDefinition(Name)]
public sealed class Level2 : OjsServer, ICollectionFixture<Level2>
{
    public const string Name = "level 2";
}

/// <summary>For the public cases that wait more than a minute for a cron entry to fire.</summary>
[CollectionDefinition(Name)]
public sealed class CronOnce : OjsServer, ICollectionFixture<CronOnce>
{
    public const string Name = "cron, one minute";
}

/// <summary>For those that wait two.</summary>
[CollectionDefinition(Name)]
public sealed class CronTwice : OjsServer, ICollectionFixture<CronTwice>
{
    public const string Name = "cron, two minutes";
}

[CollectionDefinition(Name)]
public sealed class Level3 : OjsServer, ICollectionFixture<Level3>
{
    public const string Name = "level 3";
}

[CollectionDefinition(Name)]
public sealed class Level4 : OjsServer, ICollectionFixture<Level4>
{
    public const string Name = "level 4";
}

/// <summary>For official extensions.</summary>
[CollectionDefinition(Name)]
public sealed class Extensions : OjsServer, ICollectionFixture<Extensions>
{
    public const string Name = "extensions";
}

/// <summary>For a selection of all levels over SQLite.</summary>
[CollectionDefinition(Name)]
public sealed class OverSqlite : OjsServer, ICollectionFixture<OverSqlite>
{
    public const string Name = "all levels, SQLite";

    private protected override string Store => WorldStore.Sqlite;
}

/// <summary>For the same selection over PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class OverPostgresql : OjsServer, ICollectionFixture<OverPostgresql>
{
    public const string Name = "all levels, PostgreSQL";

    private protected override string Store => WorldStore.Postgresql;
}

/// <summary>For the same selection over DynamoDB's protocol.</summary>
[CollectionDefinition(Name)]
public sealed class OverDynamoDb : OjsServer, ICollectionFixture<OverDynamoDb>
{
    public const string Name = "all levels, DynamoDB";

    private protected override string Store => WorldStore.DynamoDb;
}
