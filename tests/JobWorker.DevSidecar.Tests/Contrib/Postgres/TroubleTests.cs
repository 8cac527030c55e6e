using System.Net;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Postgres;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing;
using JobWorker.Testing.Postgres;
using Npgsql;

namespace JobWorker.DevSidecar.Tests.Contrib.Postgres;

public sealed class PostgresInTrouble
{
    [SkippableFact]
    public async Task Is_named_at_start_when_the_password_is_wrong()
    {
        await using var server = await StartAsync();

        var failure = await Assert.ThrowsAsync<ComponentException>(
            () => OpenAsync($"host=127.0.0.1 port={server.Port} user=nobody password=wrong"));
        Assert.Contains("password authentication failed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_named_at_start_when_there_is_no_server()
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(
            () => OpenAsync($"host=127.0.0.1 port={Ports.Free()} user=me"));

        Assert.Contains("component 'state' (state.postgresql): connectionString", failure.Message, StringComparison.Ordinal);
        Assert.Contains("refused", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Fails_calls_while_the_server_is_away_and_serves_them_when_it_is_back()
    {
        await using var server = await StartAsync();
        await using var store = await OpenAsync(server.ConnectionString);
        var set = new StateSet("a", "1"u8.ToArray(), null, false, null);
        await store.SetAsync(set, default);
        await server.StopAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.GetAsync("a", default));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.SetAsync(set, default));

        await server.StartAsync();
        Assert.Equal("1"u8.ToArray(), (await store.GetAsync("a", default))!.Value.ToArray());
    }

    [SkippableFact]
    public async Task Is_told_to_apps_as_a_500_until_the_server_is_back()
    {
        await using var server = await StartAsync();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: statestore}
                spec:
                  type: state.postgresql
                  version: v1
                  metadata:
                  - {name: connectionString, value: "postgres://{{PostgresServer.User}}@127.0.0.1:{{server.Port}}/postgres"}
                  - {name: password, value: "{{PostgresServer.Password}}"}
                """,
        });
        await server.StopAsync();
        (await sidecar.GetAsync("/v1.0/state/statestore/a")).IsError(HttpStatusCode.InternalServerError, "ERR_STATE_GET");
        (await sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"a","value":1}]"""))
            .IsError(HttpStatusCode.InternalServerError, "ERR_STATE_SAVE");

        await server.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);
    }

    [SkippableFact]
    public async Task Is_told_to_apps_as_a_500_while_the_password_is_refused()
    {
        await using var server = await StartAsync();
        await using var fixture = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Username = PostgresServer.User,
            Password = PostgresServer.Password,
            Database = "postgres",
            GssEncryptionMode = GssEncryptionMode.Disable,
        });
        await ExecuteAsync(fixture, "CREATE ROLE worker LOGIN SUPERUSER PASSWORD 'right'");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                kind: Component
                metadata: {name: statestore}
                spec:
                  type: state.postgresql
                  version: v1
                  metadata:
                  - {name: connectionString, value: "host=127.0.0.1 port={{server.Port}} user=worker password=right dbname=postgres"}
                """,
        });
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);

        await ExecuteAsync(fixture, "ALTER ROLE worker PASSWORD 'changed'");
        await ExecuteAsync(fixture, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker'");
        (await sidecar.GetAsync("/v1.0/state/statestore/a")).IsError(HttpStatusCode.InternalServerError, "ERR_STATE_GET");
        var refused = await sidecar.GetAsync("/v1.0/state/statestore/a");
        Assert.Contains("28P01", refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("right", refused.Body, StringComparison.Ordinal);

        await ExecuteAsync(fixture, "ALTER ROLE worker PASSWORD 'right'");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        Skip.If(PostgresServer.Missing is not null, PostgresServer.Missing);
        var server = new PostgresServer();
        await server.StartAsync();

        return server;
    }

    private static async Task<IStateStore> OpenAsync(string connectionString) =>
        (IStateStore)await PostgresStateStore.CreateAsync(
            PostgresFixture.Spec(connectionString), PostgresFixture.Context(TimeProvider.System), default);
}
