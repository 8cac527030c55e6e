using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.Testing;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>What the commands we use answer. Run against Redis itself and against the embedded server: both must say the same.</summary>
public abstract class ServerSuite(RedisHost host) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task InitializeAsync()
    {
        host.Require();
        return host.SendAsync("FLUSHALL");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData("PING", "PONG")]
    [InlineData("ECHO hi", "hi")]
    [InlineData("SELECT 0", "OK")]
    [InlineData("CLIENT SETNAME me", "OK")]
    [InlineData("GET", "-ERR wrong number of arguments for 'get' command")]
    [InlineData("EXEC", "-ERR EXEC without MULTI")]
    [InlineData("SET a 1; GET a; EXISTS a b; TYPE a; TYPE b; DBSIZE; DEL a b; GET a", "OK; 1; 1; string; none; 1; 1; nil")]
    [InlineData("SET a 1 NX; SET a 2 NX; SET a 3 XX; GET a; SET b 1 XX", "OK; nil; OK; 3; nil")]
    [InlineData("SET a 1; TTL a; EXPIRE a 100; TTL a; PERSIST a; PERSIST a; TTL a; TTL b", "OK; -1; 1; 100; 1; 0; -1; -2")]
    [InlineData("SET a 1 EX 100; TTL a; SET a 2; TTL a; SET a 3 PX 60000 NX", "OK; 100; OK; -1; nil")]
    [InlineData("SET a 1 EX 0", "-ERR invalid expire time in 'set' command")]
    [InlineData("SET a 1; EXPIRE a -1; GET a; EXPIRE b 5", "OK; 1; nil; 0")]
    [InlineData("SET ab 1; SET ac 1; KEYS a[b]; KEYS x*; KEYS ?c; SCAN 0 MATCH ab TYPE string", "OK; OK; [ab]; []; [ac]; [0 [ab]]")]
    [InlineData("HSET h a 1 b 2; HSET h a 3; HGET h a; HGET h x; HMGET h b x; HGETALL h; TYPE h", "2; 0; 3; nil; [2 nil]; [a 3 b 2]; hash")]
    [InlineData("HMSET h a 1; HDEL h a x; EXISTS h; HGETALL h; HDEL h a", "OK; 1; 0; []; 0")]
    [InlineData("HINCRBY h n 5; HINCRBY h n -2; HSET h s x; HINCRBY h s 1", "5; 3; 1; -ERR hash value is not an integer")]
    [InlineData("SET a 1; HGET a f; XADD a * f 1", "OK; -WRONGTYPE Operation against a key holding the wrong kind of value; -WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("XADD s 1-1 a 1; XADD s 1-* a 2; XADD s 1-1 a 3; XADD s 0-0 a 4", "1-1; 1-2; -ERR The ID specified in XADD is equal or smaller than the target stream top item; -ERR The ID specified in XADD must be greater than 0-0")]
    [InlineData("XADD s 1-1 a 1; XADD s 2-1 b 2; XADD s 3-1 c 3; XLEN s; XRANGE s - + COUNT 1; XRANGE s (1-1 2", "1-1; 2-1; 3-1; 3; [[1-1 [a 1]]]; [[2-1 [b 2]]]")]
    [InlineData("XADD s 1-1 a 1; XADD s 2-1 b 2; XREVRANGE s + -; XREVRANGE s 1 0; XREVRANGE x + -", "1-1; 2-1; [[2-1 [b 2]] [1-1 [a 1]]]; [[1-1 [a 1]]]; []")]
    [InlineData("XADD s 1-1 a 1; XADD s 2-1 a 1; XDEL s 1-1 9-9; XLEN s; XADD s MAXLEN 1 3-1 a 1; XLEN s; XTRIM s MAXLEN 0; XLEN s; EXISTS s", "1-1; 2-1; 1; 1; 3-1; 1; 1; 0; 1")]
    [InlineData("XADD s 1-1 a 1; XADD s MINID 2 3-1 a 1; XRANGE s - +", "1-1; 3-1; [[3-1 [a 1]]]")]
    [InlineData("XADD s NOMKSTREAM 1-1 a 1; EXISTS s; XADD s 1-1 a; XADD s x a 1", "nil; 0; -ERR wrong number of arguments for 'xadd' command; -ERR Invalid stream ID specified as stream command argument")]
    [InlineData("XADD s 1-1 a 1; XREAD COUNT 5 STREAMS s 0; XREAD STREAMS s 1-1; XREAD STREAMS s $", "1-1; [[s [[1-1 [a 1]]]]]; nil; nil")]
    [InlineData("XGROUP CREATE s g 0", "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM; XGROUP CREATE s g 0; XGROUP DESTROY s g; XGROUP DESTROY s g", "OK; -BUSYGROUP Consumer Group name already exists; 1; 0")]
    [InlineData("XREADGROUP GROUP g c STREAMS s >", "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option")]
    [InlineData("XPENDING s g; XACK s g 1-1", "-NOGROUP No such key 's' or consumer group 'g'; 0")]
    [InlineData("XADD s 1-1 a 1; XADD s 2-1 b 2; XGROUP CREATE s g 0; XREADGROUP GROUP g c COUNT 1 STREAMS s >; XREADGROUP GROUP g c STREAMS s 0; XPENDING s g; XACK s g 1-1 9-9; XPENDING s g", "1-1; 2-1; OK; [[s [[1-1 [a 1]]]]]; [[s [[1-1 [a 1]]]]]; [1 1-1 1-1 [[c 1]]]; 1; [0 nil nil nil]")]
    [InlineData("XADD s 1-1 a 1; XGROUP CREATE s g $; XREADGROUP GROUP g c STREAMS s >; XADD s 2-1 b 2; XREADGROUP GROUP g c NOACK STREAMS s >; XPENDING s g", "1-1; OK; nil; 2-1; [[s [[2-1 [b 2]]]]]; [0 nil nil nil]")]
    [InlineData("XADD s 1-1 a 1; XGROUP CREATE s g 0; XREADGROUP GROUP g c STREAMS s >; XCLAIM s g d 0 1-1; XCLAIM s g d 60000 1-1; XCLAIM s g e 0 1-1 JUSTID; XPENDING s g", "1-1; OK; [[s [[1-1 [a 1]]]]]; [[1-1 [a 1]]]; []; [1-1]; [1 1-1 1-1 [[e 1]]]")]
    [InlineData("XADD s 1-1 a 1; XGROUP CREATE s g 0; XREADGROUP GROUP g c STREAMS s >; XDEL s 1-1; XREADGROUP GROUP g c STREAMS s 0; XCLAIM s g c 0 1-1; XPENDING s g - + 10", "1-1; OK; [[s [[1-1 [a 1]]]]]; 1; [[s [[1-1 nil]]]]; []; []")]
    [InlineData("XADD s 1-1 a 1; XCLAIM s g c 0 1-1", "1-1; -NOGROUP No such key 's' or consumer group 'g'")]
    [InlineData("XADD s 1-1 a 1; XGROUP CREATE s g 0; XINFO GROUPS s", "1-1; OK; [[name g consumers 0 pending 0 last-delivered-id 0-0 entries-read nil lag 1]]")]
    [InlineData("XINFO STREAM s", "-ERR no such key")]
    [InlineData("MULTI; SET a 1; HGET a b; GET a; EXEC; GET a", "OK; QUEUED; QUEUED; QUEUED; [OK -WRONGTYPE Operation against a key holding the wrong kind of value 1]; 1")]
    [InlineData("MULTI; SET a 1; DISCARD; GET a; DISCARD", "OK; QUEUED; OK; nil; -ERR DISCARD without MULTI")]
    [InlineData("MULTI; SET a; EXEC", "OK; -ERR wrong number of arguments for 'set' command; -EXECABORT Transaction discarded because of previous errors.")]
    [InlineData("MULTI; MULTI", "OK; -ERR MULTI calls can not be nested")]
    [InlineData("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0", "-NOSCRIPT No matching script. Please use EVAL.")]
    public async Task Answers_as_Redis_does(string commands, string expected)
    {
        await using var client = await host.ConnectAsync();
        var answers = await client.SendAllAsync([.. commands.Split("; ").Select(Words)], default);

        Assert.Equal(expected, string.Join("; ", answers.Select(Replies.Show)));
    }

    [SkippableFact]
    public async Task Gives_ids_of_its_own_that_rise()
    {
        await using var client = await host.ConnectAsync();
        var added = await client.SendAllAsync([.. Enumerable.Repeat(Words("XADD s * a 1"), 100)], default);
        string[] ids = [.. added.Select(id => id.Text)];

        Assert.Equal(100, ids.Distinct().Count());
        Assert.Equal(ids, (await client.SendAsync(["XRANGE", "s", "-", "+"], default)).Items.Select(item => item.Items[0].Text));
    }

    [SkippableFact]
    public async Task Keeps_any_bytes_in_keys_and_values()
    {
        byte[] bytes = [0, 13, 10, 255, 128, 42];
        await using var client = await host.ConnectAsync();
        await client.SendAsync(["HSET", bytes, bytes, bytes], default);

        Assert.Equal(bytes, (await client.SendAsync(["HGET", bytes, bytes], default)).Bytes.ToArray());
        Assert.Equal(bytes, (await client.SendAsync(["KEYS", "*"], default)).Items[0].Bytes.ToArray());
    }

    [SkippableFact]
    public async Task Forgets_a_key_when_its_time_is_over()
    {
        await using var client = await host.ConnectAsync();
        var set = await client.SendAllAsync([["SET", "a", "1", "PX", 500], ["PTTL", "a"]], default);
        Assert.InRange(set[1].Long, 1, 500);
        await UntilAsync(async () => (await client.SendAsync(["GET", "a"], default)).IsNull);

        Assert.Equal("[nil 0 -2]", Show(await client.SendAllAsync([["GET", "a"], ["DBSIZE"], ["PTTL", "a"]], default)));
    }

    [SkippableFact]
    public async Task Wakes_a_blocked_reader_when_something_comes()
    {
        await using var client = await host.ConnectAsync();
        await client.SendAsync(["XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"], default);
        var reading = host.SendAsync("XREADGROUP", "GROUP", "g", "c", "BLOCK", 4000, "STREAMS", "s", ">");
        await client.SendAsync(["XADD", "s", "1-1", "a", "1"], default);

        Assert.Equal("[[s [[1-1 [a 1]]]]]", (await reading).Show());
    }

    [SkippableFact]
    public async Task Lets_a_blocked_reader_go_empty_when_its_time_is_over()
    {
        await host.SendAsync("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM");

        Assert.Equal("nil", (await host.SendAsync("XREADGROUP", "GROUP", "g", "c", "BLOCK", 20, "STREAMS", "s", ">")).Show());
    }

    [SkippableFact]
    public async Task Gives_nothing_to_a_blocked_reader_that_has_left()
    {
        await using var client = await host.ConnectAsync();
        await client.SendAsync(["XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"], default);
        var leaving = await client.OpenAsync(default);
        var read = leaving.SendAsync(
            ["XREADGROUP", "GROUP", "g", "c", "BLOCK", 60_000, "STREAMS", "s", ">"], TimeSpan.FromSeconds(65), default);
        await UntilAsync(() => HasReaderAsync(client));
        await leaving.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => read);

        await UntilAsync(() => HasLeftAsync(client));
        await client.SendAsync(["XADD", "s", "1-1", "a", "1"], default);

        Assert.Equal("[0 nil nil nil]", (await client.SendAsync(["XPENDING", "s", "g"], default)).Show());
    }

    [SkippableFact]
    public async Task Tells_how_long_an_entry_has_been_pending()
    {
        await using var client = await host.ConnectAsync();
        await client.SendAllAsync(
            [Words("XADD s 1-1 a 1"), Words("XGROUP CREATE s g 0"), Words("XREADGROUP GROUP g c STREAMS s >")], default);
        await Task.Delay(30);

        var pending = (await client.SendAsync(["XPENDING", "s", "g", "-", "+", 10], default)).Items[0].Items;
        Assert.Equal("1-1 c 1", $"{pending[0].Text} {pending[1].Text} {pending[3].Text}");
        Assert.InRange(pending[2].Long, 25, 5000);
        Assert.Equal("[]", (await client.SendAsync(["XPENDING", "s", "g", "IDLE", 60000, "-", "+", 10], default)).Show());
    }

    /// <summary>A reader of the group <c>g</c> of <c>s</c> waits.</summary>
    private protected abstract Task<bool> HasReaderAsync(RedisClient client);

    /// <summary>The server knows that it waits no more.</summary>
    private protected abstract Task<bool> HasLeftAsync(RedisClient client);

    private static RedisArgument[] Words(string command) => [.. command.Split(' ').Select(word => (RedisArgument)word)];

    private static string Show(RespValue[] answers) => RespValue.Of(answers).Show();

    private static async Task UntilAsync(Func<Task<bool>> reached) =>
        await Until.IsAsync("the server to come so far", Patience, async () => await reached() ? "so" : null);
}

public sealed class RedisItself(RedisServer server) : ServerSuite(server), IClassFixture<RedisServer>
{
    private protected override async Task<bool> HasReaderAsync(RedisClient client) =>
        (await client.SendAsync(["CLIENT", "LIST"], default)).Text!.Contains("cmd=xreadgroup", StringComparison.Ordinal);

    private protected override async Task<bool> HasLeftAsync(RedisClient client) => !await HasReaderAsync(client);
}

/// <summary>Tells of a reader as of a consumer, and not that it has left, which it hears within the same process.</summary>
public sealed class TheEmbeddedServer(EmbeddedServer server) : ServerSuite(server), IClassFixture<EmbeddedServer>
{
    private protected override async Task<bool> HasReaderAsync(RedisClient client) =>
        (await client.SendAsync(["XINFO", "CONSUMERS", "s", "g"], default)).Items.Count == 1;

    private protected override async Task<bool> HasLeftAsync(RedisClient client)
    {
        await Task.Delay(100);

        return true;
    }
}
