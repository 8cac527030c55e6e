using System.Diagnostics;
using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>Dapr's own rules for state in Redis, beyond what every store does.</summary>
public abstract class StateSuite(RedisHost host) : IAsyncLifetime
{
    private readonly string _key = $"app||{Guid.NewGuid():N}";
    private RedisStateStore? _store;

    private RedisStateStore Store => _store!;

    public async Task InitializeAsync() => _store = await OpenAsync();

    public async Task DisposeAsync() => await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);

    [SkippableFact]
    public async Task Is_a_hash_with_data_and_version()
    {
        await SetAsync("1");
        await SetAsync("2");

        Assert.Equal("[2 2]", (await host.SendAsync("HMGET", _key, "data", "version")).Show());
        Assert.Equal("2", (await Store.GetAsync(_key, default))!.ETag);
    }

    [SkippableFact]
    public async Task Takes_the_etag_0_for_any()
    {
        await SetAsync("1");
        await SetAsync("2", etag: "0");
        await Store.DeleteAsync(new StateDelete(_key, "0", false), default);

        Assert.Null(await Store.GetAsync(_key, default));
    }

    [SkippableFact]
    public async Task Answers_a_lost_create_with_an_error_that_is_no_mismatch()
    {
        await SetAsync("1", firstWrite: true);

        await Assert.ThrowsAsync<StateWriteException>(() => SetAsync("2", firstWrite: true));
    }

    [SkippableFact]
    public async Task Takes_only_the_right_etag_once_written_first()
    {
        await SetAsync("1", firstWrite: true);

        await Assert.ThrowsAsync<StateWriteException>(() => SetAsync("2"));
        await Assert.ThrowsAsync<ETagMismatchException>(() => SetAsync("2", etag: "7"));
        await SetAsync("2", etag: "1");
    }

    [SkippableFact]
    public async Task Guards_a_create_only_against_others_that_were_written_first()
    {
        await SetAsync("1");
        await SetAsync("2", firstWrite: true);

        Assert.Equal("2", await ReadAsync());
    }

    [SkippableFact]
    public async Task Does_not_honour_first_write_in_a_transaction()
    {
        await SetAsync("1");
        await Store.TransactAsync([Set("2", firstWrite: true)], default);
        await SetAsync("3");

        Assert.Equal("3", await ReadAsync());
    }

    [SkippableFact]
    public async Task Keeps_the_other_operations_of_a_transaction_that_was_refused()
    {
        await SetAsync("1");
        var other = new StateSet(_key + "-other", "9"u8.ToArray(), null, false, null);

        await Assert.ThrowsAsync<ETagMismatchException>(() => Store.TransactAsync([Set("2", etag: "5"), other], default));
        Assert.NotNull(await Store.GetAsync(other.Key, default));
    }

    [SkippableFact]
    public async Task Calls_an_etag_that_is_no_number_invalid() =>
        await Assert.ThrowsAsync<InvalidETagException>(() => SetAsync("1", etag: "x"));

    [SkippableFact]
    public async Task Reads_a_plain_string_that_something_else_wrote()
    {
        await host.SendAsync("SET", _key, "plain");

        Assert.Equal("plain", await ReadAsync());
        await SetAsync("1");
        Assert.Equal("1", await ReadAsync());
    }

    [SkippableFact]
    public async Task Sets_and_ends_a_time_to_live()
    {
        var began = Stopwatch.GetTimestamp();
        await SetAsync("1", ttl: 100);
        await AssertLeftAsync(100, began);
        await SetAsync("2");
        await AssertLeftAsync(100, began);
        await SetAsync("3", ttl: 0);
        Assert.Equal(-1, (await host.SendAsync("TTL", _key)).Long);
    }

    [SkippableFact]
    public async Task Gives_every_value_the_components_time_to_live()
    {
        await using var store = await OpenAsync(("ttlInSeconds", "50"));
        var began = Stopwatch.GetTimestamp();
        await store.SetAsync(Set("1"), default);

        await AssertLeftAsync(50, began);
    }

    /// <summary>Redis tells whole seconds, rounded: what has passed since <paramref name="began"/> is all that may be missing.</summary>
    private async Task AssertLeftAsync(int seconds, long began)
    {
        var left = (await host.SendAsync("TTL", _key)).Long;

        Assert.InRange(left, (long)Math.Floor(seconds - Stopwatch.GetElapsedTime(began).TotalSeconds + 0.5), seconds);
    }

    private async Task<RedisStateStore> OpenAsync(params (string, string)[] fields) =>
        (RedisStateStore)await RedisStateStore.CreateAsync(host.Spec("state.redis", fields), RedisHost.Context(), default);

    private StateSet Set(string value, string? etag = null, bool firstWrite = false, int? ttl = null) =>
        new(_key, Encoding.UTF8.GetBytes(value), etag, firstWrite, ttl);

    private Task SetAsync(string value, string? etag = null, bool firstWrite = false, int? ttl = null) =>
        Store.SetAsync(Set(value, etag, firstWrite, ttl), default);

    private async Task<string?> ReadAsync() =>
        await Store.GetAsync(_key, default) is { } item ? Encoding.UTF8.GetString(item.Value.Span) : null;
}

public sealed class DaprsStateInRedis(RedisServer server) : StateSuite(server), IClassFixture<RedisServer>;

public sealed class DaprsStateInTheEmbeddedServer(EmbeddedServer server) : StateSuite(server), IClassFixture<EmbeddedServer>;
