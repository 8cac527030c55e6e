using System.Text;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Tests.Components;

/// <summary>What every <c>state.*</c> must do. A store's tests derive from this and say how to make one.</summary>
public abstract class StateStoreContract : IAsyncLifetime
{
    private readonly string _prefix = $"contract||{Guid.NewGuid():N}-";
    private IStateStore? _store;

    /// <summary>A store of its own, or one shared with others: keys are unique.</summary>
    private protected abstract Task<IStateStore> CreateAsync();

    /// <summary>Lets time go by; a store on a fake clock moves that clock instead.</summary>
    protected virtual Task PassAsync(TimeSpan time) => Task.Delay(time);

    /// <summary>How a value reads once kept: a store may format JSON its own way.</summary>
    protected virtual string AsKept(string json) => json;

    private IStateStore Store => _store!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Answers_nothing_for_a_key_never_written() => Assert.Null(await Store.GetAsync(Key("a"), default));

    [SkippableFact]
    public async Task Keeps_the_bytes_as_they_were()
    {
        const string value = """{"b": [1, "ü \u00e4"],   "a":1.0}""";
        await SetAsync("a", value);

        Assert.Equal(AsKept(value), await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Keeps_an_empty_value_apart_from_none()
    {
        await SetAsync("a", "");

        Assert.Equal("", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Gives_a_new_etag_with_every_write()
    {
        await SetAsync("a", "1");
        var first = await ETagAsync("a");
        await SetAsync("a", "1");

        Assert.NotEqual(first, await ETagAsync("a"));
    }

    [SkippableFact]
    public async Task Writes_over_the_version_it_was_shown()
    {
        await SetAsync("a", "1");
        await SetAsync("a", "2", etag: await ETagAsync("a"));

        Assert.Equal("2", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Refuses_to_write_over_a_version_that_is_gone()
    {
        await SetAsync("a", "1");
        var stale = await ETagAsync("a");
        await SetAsync("a", "2");

        await Assert.ThrowsAsync<ETagMismatchException>(() => SetAsync("a", "3", etag: stale));
        Assert.Equal("2", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Lets_exactly_one_of_many_writers_win_with_the_same_etag()
    {
        await SetAsync("a", "0");
        var etag = await ETagAsync("a");

        var wins = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => TryAsync(() => SetAsync("a", $"{n}", etag))));

        Assert.Equal(1, wins.Count(won => won));
    }

    [SkippableFact]
    public async Task Lets_exactly_one_of_many_first_writers_win()
    {
        var wins = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(n => TryAsync(() => SetAsync("a", $"{n}", firstWrite: true))));

        Assert.Equal(1, wins.Count(won => won));
    }

    [SkippableFact]
    public async Task Refuses_an_etag_of_another_form()
    {
        await SetAsync("a", "1");

        await Assert.ThrowsAnyAsync<Exception>(() => SetAsync("a", "2", etag: "not-an-etag"));
        Assert.Equal("1", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Deletes_and_does_not_mind_deleting_again()
    {
        await SetAsync("a", "1");
        await DeleteAsync("a");
        await DeleteAsync("a");

        Assert.Null(await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Refuses_to_delete_a_version_that_is_gone()
    {
        await SetAsync("a", "1");
        var stale = await ETagAsync("a");
        await SetAsync("a", "2");

        await Assert.ThrowsAsync<ETagMismatchException>(() => DeleteAsync("a", stale));
        Assert.Equal("2", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Can_be_written_first_again_after_a_delete()
    {
        await SetAsync("a", "1", firstWrite: true);
        await DeleteAsync("a");
        await SetAsync("a", "2", firstWrite: true);

        Assert.Equal("2", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Forgets_a_value_when_its_time_is_over()
    {
        await SetAsync("a", "1", ttl: 1);
        Assert.NotNull((await Store.GetAsync(Key("a"), default))?.ExpiresAt);
        await PassAsync(TimeSpan.FromSeconds(1.2));

        Assert.Null(await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Keeps_a_value_for_ever_when_written_again_with_no_time_to_live()
    {
        await SetAsync("a", "1", ttl: 1);
        await SetAsync("a", "2", ttl: -1);
        await PassAsync(TimeSpan.FromSeconds(1.2));

        Assert.Equal("2", await ReadAsync("a"));
    }

    [SkippableFact]
    public async Task Applies_the_operations_of_a_transaction_in_order()
    {
        await SetAsync("a", "1");
        await Store.TransactAsync([Set("a", "2"), Delete("a"), Set("b", "3"), Set("b", "4")], default);

        Assert.Null(await ReadAsync("a"));
        Assert.Equal("4", await ReadAsync("b"));
    }

    [SkippableFact]
    public async Task Refuses_a_transaction_with_a_stale_etag()
    {
        await SetAsync("a", "1");
        var stale = await ETagAsync("a");
        await SetAsync("a", "2");

        await Assert.ThrowsAnyAsync<Exception>(() => Store.TransactAsync([Set("a", "3", stale)], default));
        Assert.Equal("2", await ReadAsync("a"));
    }

    private protected StateSet Set(string key, string value, string? etag = null, bool firstWrite = false, int? ttl = null) =>
        new(Key(key), Encoding.UTF8.GetBytes(value), etag, firstWrite, ttl);

    private protected StateDelete Delete(string key, string? etag = null) => new(Key(key), etag, FirstWrite: false);

    private Task SetAsync(string key, string value, string? etag = null, bool firstWrite = false, int? ttl = null) =>
        Store.SetAsync(Set(key, value, etag, firstWrite, ttl), default);

    private Task DeleteAsync(string key, string? etag = null) => Store.DeleteAsync(Delete(key, etag), default);

    private async Task<string?> ReadAsync(string key) =>
        await Store.GetAsync(Key(key), default) is { } item ? Encoding.UTF8.GetString(item.Value.Span) : null;

    private async Task<string> ETagAsync(string key) => (await Store.GetAsync(Key(key), default))!.ETag;

    /// <summary>Whether the write took effect. Some stores have no better word for a lost race than an error.</summary>
    private static async Task<bool> TryAsync(Func<Task> write)
    {
        var failure = await Record.ExceptionAsync(write);
        return failure is null;
    }

    private string Key(string key) => _prefix + key;
}
