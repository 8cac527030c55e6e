using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Sqlite;
using JobWorker.DevSidecar.Tests.Components;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Sqlite;

public abstract class SqliteContract(string? connectionString) : StateStoreContract
{
    private readonly FakeClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("sqlite-").FullName;

    private protected override Task<IStateStore> CreateAsync() =>
        Stores.OpenAsync(connectionString ?? Path.Combine(_folder, "state.db"), _clock);

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class StateInASqliteFile() : SqliteContract(null);

public sealed class StateInSqlitesMemory() : SqliteContract(":memory:");

public sealed class ASqliteStore : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sqlite-").FullName;
    private readonly FakeClock _clock = new();
    private IStateStore? _store;

    private string File => Path.Combine(_folder, "state.db");

    private IStateStore Store => _store!;

    public async Task InitializeAsync() => _store = await Stores.OpenAsync(File, _clock);

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Answers_a_lost_create_with_a_mismatch()
    {
        await Store.SetAsync(Set("a", "1", firstWrite: true), default);

        await Assert.ThrowsAsync<ETagMismatchException>(() => Store.SetAsync(Set("a", "2", firstWrite: true), default));
    }

    [Fact]
    public async Task Undoes_all_of_a_transaction_that_fails_in_part()
    {
        await Store.SetAsync(Set("b", "1"), default);

        await Assert.ThrowsAsync<ETagMismatchException>(
            () => Store.TransactAsync([Set("a", "1"), Set("b", "2", firstWrite: true)], default));
        Assert.Null(await Store.GetAsync("a", default));
    }

    [Fact]
    public async Task Takes_a_create_where_only_an_expired_value_is()
    {
        await Store.SetAsync(Set("a", "1", ttl: 10), default);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await Store.SetAsync(Set("a", "2", firstWrite: true), default);

        Assert.Equal("2", await ReadAsync(Store, "a"));
    }

    [Fact]
    public async Task Keeps_what_was_written_when_opened_again()
    {
        await Store.SetAsync(Set("a", "1"), default);
        await Store.DisposeAsync();
        _store = await Stores.OpenAsync("Data Source=" + File, _clock);

        Assert.Equal("1", await ReadAsync(Store, "a"));
    }

    [Fact]
    public async Task Finds_the_database_never_locked()
    {
        await using var other = await Stores.OpenAsync("file:" + File, _clock);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(worker => Task.Run(async () =>
        {
            var store = worker % 4 == 0 ? other : Store;
            for (var i = 0; i < 25; i++)
            {
                await store.SetAsync(Set($"k{worker}", $"{i}"), default);
                Assert.Equal($"{i}", await ReadAsync(store, $"k{worker}"));
            }
        })));
    }

    [Fact]
    public async Task Removes_expired_rows_when_asked_to()
    {
        await using var tidy = await Stores.OpenAsync(File, _clock, ("cleanupInterval", "1m"));
        await Store.SetAsync(Set("a", "1", ttl: 10), default);
        _clock.Advance(TimeSpan.FromMinutes(2));

        for (var i = 0; i < 500 && Rows() > 0; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(0, Rows());
    }

    [Theory]
    [InlineData("connectionString", "")]
    [InlineData("connectionString", "/no/such/folder/x.db")]
    [InlineData("tableName", "a; DROP TABLE b")]
    [InlineData("busyTimeout", "soon")]
    public async Task Refuses_fields_that_cannot_work(string field, string value)
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(() => Stores.OpenAsync(File, _clock, (field, value)));

        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
    }

    private long Rows()
    {
        using var connection = new SqliteConnection("Data Source=" + File);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM state";
        return (long)command.ExecuteScalar()!;
    }

    private static StateSet Set(string key, string value, bool firstWrite = false, int? ttl = null) =>
        new(key, Encoding.UTF8.GetBytes(value), null, firstWrite, ttl);

    private static async Task<string?> ReadAsync(IStateStore store, string key) =>
        await store.GetAsync(key, default) is { } item ? Encoding.UTF8.GetString(item.Value.Span) : null;
}

internal static class Stores
{
    public static async Task<IStateStore> OpenAsync(string file, TimeProvider clock, params (string Name, string Value)[] fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["connectionString"] = file };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        var spec = new ComponentSpec("state", "state.sqlite", "v1", metadata, "state.yaml:1");
        return (IStateStore)await SqliteStateStore.CreateAsync(
            spec, new ComponentContext("app", null, clock, NullLoggerFactory.Instance), default);
    }
}
