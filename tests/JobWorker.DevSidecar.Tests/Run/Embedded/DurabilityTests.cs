using System.Net.Sockets;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded;
using JobWorker.DevSidecar.Tests.Contrib.Redis;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Run.Embedded;

public sealed class TheDataOfTheEmbeddedServer : IDisposable
{
    private const string Everything =
        "SET text 1; SET timed 2 PX 60000; HSET hash a 1 b 2; HDEL hash b; HINCRBY hash n 5; SET gone 1; DEL gone; "
        + "XADD s 1-1 a 1; XADD s 2-1 b 2; XADD s 3-1 c 3; XDEL s 1-1; XADD s 4-1 d 4; XTRIM s MAXLEN 2; "
        + "XGROUP CREATE s g 0; XREADGROUP GROUP g c STREAMS s >; XACK s g 3-1; XCLAIM s g d 0 4-1; "
        + "XGROUP CREATE s idle $; XADD empty 9-9 a 1; XDEL empty 9-9; XGROUP CREATE made g 0 MKSTREAM";

    private const string Questions =
        "GET text; GET timed; PTTL timed; HGETALL hash; EXISTS gone; XRANGE s - +; XPENDING s g - + 10; XREADGROUP GROUP g c STREAMS s >; "
        + "XADD empty 9-9 a 1; XLEN empty; XINFO GROUPS made; DBSIZE";

    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-").FullName;
    private readonly FakeClock _clock = new();

    private string LogFile => Path.Combine(_folder, "redis.aof");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Outlives_a_stop()
    {
        var before = await AskAsync($"{Everything}; {Questions}");

        Assert.Equal(Last(before), await AskAsync(Questions));
    }

    [Fact]
    public async Task Outlives_a_killed_process()
    {
        await using var server = await StartAsync();
        var before = await AskAsync(server, $"{Everything}; {Questions}");

        // What the operating system has when the answers have come is what a killed process leaves behind.
        using var copy = Copy();

        Assert.Equal(Last(before), await copy.AskAsync(Questions));
    }

    [Fact]
    public async Task Is_the_same_after_it_was_rewritten_twice()
    {
        var before = await AskAsync($"{Everything}; {Questions}");
        await AskAsync("PING");

        Assert.Equal(Last(before), await AskAsync(Questions));
    }

    [Fact]
    public async Task Loses_only_the_last_command_when_that_was_cut_off()
    {
        await AskAsync("PING");
        await AskAsync("SET a 1");
        var whole = new FileInfo(LogFile).Length;
        await using (var server = await StartAsync())
        {
            await AskAsync(server, "SET b 2");
        }

        var bytes = await File.ReadAllBytesAsync(LogFile);
        for (var length = whole; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(LogFile, bytes[..(int)length]);
            Assert.Equal(["1", "nil"], await AskAsync("GET a; GET b"));
        }
    }

    [Fact]
    public async Task Has_all_of_a_transaction_or_nothing()
    {
        await using (var server = await StartAsync())
        {
            await AskAsync(server, "SET a 1; MULTI; SET a 2; SET b 2; EXEC");
        }

        var bytes = await File.ReadAllBytesAsync(LogFile);
        await File.WriteAllBytesAsync(LogFile, bytes[..^"*1\r\n$4\r\nEXEC\r\n".Length]);

        Assert.Equal(["1", "nil"], await AskAsync("GET a; GET b"));
    }

    [Fact]
    public async Task Is_refused_when_it_is_damaged_in_the_middle()
    {
        await File.WriteAllTextAsync(LogFile, "*1\r\n$8\r\nFLUSHALL\r\nnonsense\r\n");

        var refused = await Assert.ThrowsAsync<EmbeddedRedisException>(StartAsync);
        Assert.Contains("damaged at byte 18", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgets_what_expired_while_nobody_was_running()
    {
        await AskAsync("SET a 1 EX 10; SET b 1");
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["nil", "1", "1"], await AskAsync("GET a; GET b; DBSIZE"));
    }

    [Fact]
    public async Task Does_not_revive_what_was_changed_before_it_expired()
    {
        await AskAsync("HSET a x 1; PEXPIRE a 10000; HSET a y 2");
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["0"], await AskAsync("EXISTS a"));
    }

    [Fact]
    public async Task Has_what_was_written_after_something_expired()
    {
        await using (var server = await StartAsync())
        {
            await AskAsync(server, "HSET a x 1; PEXPIRE a 10000");
            _clock.Advance(TimeSpan.FromSeconds(11));
            await AskAsync(server, "HSET a y 2");
        }

        Assert.Equal(["[y 2]"], await AskAsync("HGETALL a"));
    }

    [Fact]
    public async Task Is_cut_to_what_matters_at_the_next_start()
    {
        await using (var server = await StartAsync())
        {
            await AskAsync(server, string.Join("; ", Enumerable.Repeat("SET a 1", 1000)));
        }

        await AskAsync("PING");

        Assert.InRange(new FileInfo(LogFile).Length, 1, 100);
    }

    [Fact]
    public async Task Belongs_to_one_server_at_a_time()
    {
        await using var first = await StartAsync();

        var refused = await Assert.ThrowsAsync<EmbeddedRedisException>(StartAsync);
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Needs_a_port_that_is_free()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<EmbeddedRedisException>(
            () => EmbeddedRedis.StartAsync(_folder, port, NullLoggerFactory.Instance, _clock, default));
        Assert.Contains($"Port {port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_scripts_it_does_not_know()
    {
        var answer = Assert.Single(await AskAsync("EVAL return 0"));

        Assert.Contains("only the scripts of its own components", answer, StringComparison.Ordinal);
    }

    private TheDataOfTheEmbeddedServer Copy()
    {
        var copy = new TheDataOfTheEmbeddedServer();
        File.Copy(LogFile, copy.LogFile);
        return copy;
    }

    private Task<EmbeddedRedis> StartAsync() =>
        EmbeddedRedis.StartAsync(_folder, 0, NullLoggerFactory.Instance, _clock, default);

    private async Task<string[]> AskAsync(string commands)
    {
        await using var server = await StartAsync();
        return await AskAsync(server, commands);
    }

    private static async Task<string[]> AskAsync(EmbeddedRedis server, string commands)
    {
        var port = int.Parse(server.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var client = await RedisClient.ConnectAsync(
            new RedisSettings("127.0.0.1", port), TimeProvider.System, NullLogger.Instance, default);
        RedisArgument[][] words = [.. commands.Split("; ").Select(command =>
            command.Split(' ').Select(word => (RedisArgument)word).ToArray())];

        return [.. (await client.SendAllAsync(words, default)).Select(Replies.Show)];
    }

    /// <summary>The answers to <see cref="Questions"/>, which were asked last.</summary>
    private static string[] Last(string[] answers) => answers[^Questions.Split("; ").Length..];
}
