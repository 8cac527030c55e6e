using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Postgres;
using JobWorker.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JobWorker.DevSidecar.Tests.Contrib.Postgres;

/// <summary>A server for the tests of one class.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly PostgresServer _server = new();

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null)
        {
            await _server.StartAsync();
        }
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    internal PostgresServer Server
    {
        get
        {
            Skip.If(PostgresServer.Missing is not null, PostgresServer.Missing);
            return _server;
        }
    }

    internal async Task<IStateStore> OpenAsync(params (string Name, string Value)[] fields) =>
        (IStateStore)await PostgresStateStore.CreateAsync(
            Spec(Server.ConnectionString, fields), Context(TimeProvider.System), default);

    /// <summary>What a statement answers in its first row and column.</summary>
    internal async Task<object?> AskAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Server.Port,
            Username = PostgresServer.User,
            Password = PostgresServer.Password,
            Database = "postgres",
            GssEncryptionMode = GssEncryptionMode.Disable,
        });
        await using var command = database.CreateCommand(sql);

        return await command.ExecuteScalarAsync();
    }

    internal static ComponentContext Context(TimeProvider clock) =>
        new("app", EmbeddedRedis: null, clock, NullLoggerFactory.Instance);

    internal static ComponentSpec Spec(string connectionString, params (string Name, string Value)[] fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["connectionString"] = connectionString,
        };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        return new ComponentSpec("state", "state.postgresql", "v1", metadata, "state.yaml:1");
    }
}
