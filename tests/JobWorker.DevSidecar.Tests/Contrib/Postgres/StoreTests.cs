using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Postgres;
using JobWorker.DevSidecar.Tests.Components;
using JobWorker.DevSidecar.Tests.Support;
using Npgsql;

namespace JobWorker.DevSidecar.Tests.Contrib.Postgres;

public sealed class StateInPostgres(PostgresFixture postgres) : StateStoreContract, IClassFixture<PostgresFixture>
{
    private protected override Task<IStateStore> CreateAsync() => postgres.OpenAsync();

    /// <summary>jsonb has its own spaces, escapes and order of members.</summary>
    protected override string AsKept(string json) => """{"a": 1.0, "b": [1, "ü ä"]}""";
}

public sealed class APostgresStore(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _key = $"app||{Guid.NewGuid():N}";
    private IStateStore? _store;

    private IStateStore Store => _store!;

    public async Task InitializeAsync() => _store = await postgres.OpenAsync();

    public async Task DisposeAsync() => await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);

    [SkippableFact]
    public async Task Has_the_table_of_daprs_store()
    {
        var columns = await postgres.AskAsync("""
            SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position)
            FROM information_schema.columns WHERE table_name = 'state'
            """);

        Assert.Equal(
            "key text, value jsonb, isbinary boolean, insertdate timestamp with time zone, "
            + "updatedate timestamp with time zone, expiredate timestamp with time zone", columns);
        Assert.Equal("2", await postgres.AskAsync("SELECT value FROM dapr_metadata WHERE key = 'migrations'"));
    }

    [SkippableFact]
    public async Task Takes_over_a_table_from_before_there_was_a_time_to_live()
    {
        await postgres.AskAsync("""
            CREATE TABLE old_state (key text NOT NULL PRIMARY KEY, value jsonb NOT NULL, isbinary boolean NOT NULL,
              insertdate timestamptz NOT NULL DEFAULT now(), updatedate timestamptz NULL);
            CREATE TABLE old_metadata (key text PRIMARY KEY, value text);
            INSERT INTO old_metadata VALUES ('migrations', '1');
            INSERT INTO old_state VALUES ('a', '1', false), ('b', '"AQI="', true);
            """);
        await using var store = await postgres.OpenAsync(("tableName", "old_state"), ("metadataTableName", "old_metadata"));

        Assert.Equal("1", Encoding.UTF8.GetString((await store.GetAsync("a", default))!.Value.Span));
        Assert.Equal([1, 2], (await store.GetAsync("b", default))!.Value.ToArray());
        Assert.Equal("2", await postgres.AskAsync("SELECT value FROM old_metadata WHERE key = 'migrations'"));
    }

    [SkippableFact]
    public async Task Refuses_a_table_of_another_program()
    {
        await postgres.AskAsync("CREATE TABLE theirs (key text, value bytea)");

        var failure = await Assert.ThrowsAsync<ComponentException>(() => postgres.OpenAsync(("tableName", "theirs")));
        Assert.Contains("tableName", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Makes_its_tables_once_when_many_start_together()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => postgres.OpenAsync(("tableName", "public.many"))));

        Assert.Equal(6, stores.Length);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [SkippableFact]
    public async Task Answers_a_lost_create_with_an_error_that_is_no_mismatch()
    {
        await Store.SetAsync(Set("1", firstWrite: true), default);

        await Assert.ThrowsAsync<StateWriteException>(() => Store.SetAsync(Set("2", firstWrite: true), default));
    }

    [SkippableFact]
    public async Task Calls_an_etag_that_is_no_number_invalid() =>
        await Assert.ThrowsAsync<InvalidETagException>(() => Store.SetAsync(Set("1") with { ETag = "x" }, default));

    [SkippableFact]
    public async Task Undoes_all_of_a_transaction_that_fails_in_part()
    {
        await Store.SetAsync(Set("1"), default);
        var other = Set("1") with { Key = _key + "-other" };

        await Assert.ThrowsAsync<StateWriteException>(
            () => Store.TransactAsync([other, Set("2", firstWrite: true)], default));
        Assert.Null(await Store.GetAsync(other.Key, default));
    }

    [SkippableFact]
    public async Task Takes_a_create_where_only_an_expired_value_is()
    {
        await Store.SetAsync(Set("1", ttl: 60), default);
        var etag = (await Store.GetAsync(_key, default))!.ETag;
        await ExpireAsync();

        await Assert.ThrowsAsync<ETagMismatchException>(() => Store.SetAsync(Set("2") with { ETag = etag }, default));
        await Store.SetAsync(Set("3", firstWrite: true), default);
        Assert.Equal("3", await ReadAsync());
    }

    [SkippableFact]
    public async Task Keeps_bytes_that_are_not_json_as_they_are()
    {
        byte[] bytes = [0, 255, (byte)'"', 1];
        await Store.SetAsync(new StateSet(_key, bytes, null, false, null), default);

        Assert.Equal(bytes, (await Store.GetAsync(_key, default))!.Value.ToArray());
        Assert.Equal(true, await postgres.AskAsync($"SELECT isbinary FROM state WHERE key = '{_key}'"));
    }

    [SkippableFact]
    public async Task Refuses_json_that_jsonb_cannot_hold() =>
        await Assert.ThrowsAsync<PostgresException>(() => Store.SetAsync(Set("""{"a":"\u0000"}"""), default));

    [SkippableFact]
    public async Task Removes_expired_rows_when_it_is_time()
    {
        var clock = new FakeClock();
        await using var tidy = (IStateStore)await PostgresStateStore.CreateAsync(
            PostgresFixture.Spec(postgres.Server.ConnectionString), PostgresFixture.Context(clock), default);
        await Store.SetAsync(Set("1", ttl: 60), default);
        await ExpireAsync();
        clock.Advance(TimeSpan.FromMinutes(61));

        await JobWorker.Testing.Until.IsAsync("the row to go", TimeSpan.FromSeconds(10), async () =>
            (long)(await postgres.AskAsync($"SELECT count(*) FROM state WHERE key = '{_key}'"))! == 0 ? "gone" : null);
    }

    private Task<object?> ExpireAsync() =>
        postgres.AskAsync($"UPDATE state SET expiredate = now() - interval '1 second' WHERE key = '{_key}'");

    private StateSet Set(string value, bool firstWrite = false, int? ttl = null) =>
        new(_key, Encoding.UTF8.GetBytes(value), null, firstWrite, ttl);

    private async Task<string?> ReadAsync() =>
        await Store.GetAsync(_key, default) is { } item ? Encoding.UTF8.GetString(item.Value.Span) : null;
}
