using JobWorker.Host.Journals;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Postgres;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The sidecar over a PostgreSQL of its own.</summary>
public sealed class PostgresSidecar : StateSidecar
{
    private readonly PostgresServer _server = new();

    private protected override string? Missing => PostgresServer.Missing;

    internal IManySlots Store => Slots;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    private protected override async Task<string> ComponentAsync(string folder)
    {
        await _server.StartAsync();

        return Component("state.postgresql", ("connectionString", _server.ConnectionString));
    }
}

/// <summary>The sidecar over a dynalite of its own.</summary>
public sealed class DynamoDbSidecar : StateSidecar
{
    private readonly Dynalite _server = new();

    private protected override string? Missing => EmulatorPackages.Missing;

    internal IManySlots Store => Slots;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    private protected override async Task<string> ComponentAsync(string folder)
    {
        await _server.StartAsync("journals");

        return Component(
            "state.aws.dynamodb", ("table", "journals"), ("endpoint", _server.Url), ("region", "eu-central-1"),
            ("accessKey", "AKID"), ("secretKey", "hush"), ("ttlAttributeName", "expiresAt"));
    }
}
