using System.Buffers;
using System.Text;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

public sealed class ReadingResp
{
    public static TheoryData<string, string> Values => new()
    {
        { "+OK\r\n", "OK" },
        { "-ERR no\r\n", "-ERR no" },
        { ":-42\r\n", "-42" },
        { "$3\r\nabc\r\n", "abc" },
        { "$0\r\n\r\n", "" },
        { "$4\r\n\r\n\r\n\r\n", "\r\n\r\n" },
        { "$-1\r\n", "nil" },
        { "*-1\r\n", "nil" },
        { "*0\r\n", "[]" },
        { "*3\r\n:1\r\n$1\r\na\r\n*2\r\n+x\r\n$-1\r\n", "[1 a [x nil]]" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Understands_every_kind(string bytes, string expected) =>
        Assert.Equal(expected, (await ReadAsync(bytes, chunk: int.MaxValue))!.Show());

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Does_not_mind_where_the_bytes_are_split(string bytes, string expected) =>
        Assert.Equal(expected, (await ReadAsync(bytes, chunk: 1))!.Show());

    [Fact]
    public async Task Reads_values_longer_than_its_buffer()
    {
        var text = new string('x', 100_000);

        Assert.Equal(text, (await ReadAsync($"${text.Length}\r\n{text}\r\n", chunk: 1000))!.Text);
    }

    [Fact]
    public async Task Counts_the_bytes_of_whole_values()
    {
        var reader = new RespReader(new MemoryStream("+OK\r\n$2\r\nab\r\n"u8.ToArray()));
        await reader.ReadAsync(default);

        Assert.Equal(5, reader.Position);
    }

    [Fact]
    public async Task Ends_between_two_values() => Assert.Null(await ReadAsync("", chunk: 1));

    [Theory]
    [InlineData("$3\r\nab")]
    [InlineData("*2\r\n:1\r\n")]
    [InlineData("+O")]
    public async Task Says_when_the_stream_ends_inside_a_value(string bytes) =>
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(bytes, chunk: 1));

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("$x\r\n")]
    [InlineData("$2\r\nabc\r\n")]
    [InlineData("+OK\n")]
    [InlineData("$999999999999\r\n")]
    public async Task Refuses_what_is_not_the_protocol(string bytes) =>
        await Assert.ThrowsAsync<RespException>(() => ReadAsync(bytes, chunk: 1));

    private static async Task<RespValue?> ReadAsync(string bytes, int chunk) =>
        await new RespReader(new Chunks(Encoding.UTF8.GetBytes(bytes), chunk)).ReadAsync(default);

    /// <summary>Gives out at most so many bytes at a time.</summary>
    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}

public sealed class WritingResp
{
    [Theory]
    [MemberData(nameof(ReadingResp.Values), MemberType = typeof(ReadingResp))]
    public async Task Gives_back_what_was_read(string bytes, string expected)
    {
        var value = await new RespReader(new MemoryStream(Encoding.UTF8.GetBytes(bytes))).ReadAsync(default);
        var output = new ArrayBufferWriter<byte>();
        output.WriteValue(value!);

        Assert.Equal(bytes, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.NotNull(expected);
    }

    [Fact]
    public void Writes_a_command_as_an_array_of_bulks()
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteCommand(["SET", "ü", 42]);

        Assert.Equal("*3\r\n$3\r\nSET\r\n$2\r\nü\r\n$2\r\n42\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
