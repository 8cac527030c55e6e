using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>Receivers that do what they should not, over real sockets; an attempt may take one second.</summary>
public sealed class ABadReceiver : IDisposable
{
    private const string NoAnswer = "No answer within 1 s.";
    private const string Taken = "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n";

    private readonly EgressUnderTest _egress = new(
        new EgressOptions { AllowPrivateAddresses = true, Timeout = TimeSpan.FromSeconds(1) });

    public void Dispose() => _egress.Dispose();

    [Fact]
    public async Task That_hangs_for_ever_gets_no_more_than_the_time_of_an_attempt()
    {
        var watch = Stopwatch.StartNew();

        Assert.Equal(new WebhookAnswer(null, NoAnswer, null), await PostAsync((_, cancel) => Task.Delay(Timeout.Infinite, cancel)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task That_never_accepts_gets_no_more_either()
    {
        using var deaf = new Socket(SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        deaf.Listen(1);

        var answer = await _egress.PostAsync($"http://127.0.0.1:{((System.Net.IPEndPoint)deaf.LocalEndPoint!).Port}/");

        Assert.Equal(new WebhookAnswer(null, NoAnswer, null), answer);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    [InlineData("")]
    public async Task That_drips_its_head_gets_no_more_than_the_time_of_an_attempt(string start) => Assert.Equal(
        new WebhookAnswer(null, NoAnswer, null), await PostAsync((socket, cancel) => DripAsync(socket, start, cancel)));

    [Fact]
    public async Task That_says_continue_without_end_gets_no_more_either() => Assert.Equal(
        new WebhookAnswer(null, NoAnswer, null),
        await PostAsync(async (socket, cancel) =>
        {
            while (true)
            {
                await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancel);
                await Task.Delay(1, cancel);
            }
        }));

    [Fact]
    public async Task That_drips_its_body_has_answered_with_its_head() => Assert.Equal(
        new WebhookAnswer(200, null, null), await PostAsync((socket, cancel) => DripAsync(socket, Taken, cancel)));

    [Fact]
    public async Task That_answers_100_MB_is_cut_off()
    {
        var (sent, cut) = (0L, new TaskCompletionSource());
        var answer = await PostAsync(async (socket, cancel) =>
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(Taken), cancel);
            try
            {
                for (var chunk = new byte[64 * 1024]; sent < 104_857_600;)
                {
                    sent += await socket.SendAsync(chunk, cancel);
                }
            }
            finally
            {
                cut.SetResult();
            }
        });
        _egress.Dispose();
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(new WebhookAnswer(200, null, null), answer);
        Assert.InRange(sent, 0, 50_000_000);
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(2_000, 40)]
    public async Task That_answers_with_a_head_without_end_has_not_answered(int lines, int length)
    {
        var head = string.Concat(Enumerable.Range(0, lines).Select(i => $"X-{i}: {new string('x', length)}\r\n"));

        var answer = await PostAsync(RawReceiver.SaysAsync($"HTTP/1.1 200 OK\r\n{head}\r\n"));

        Assert.Null(answer.StatusCode);
        Assert.Contains("32768", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_goes_after_reading_has_not_answered(bool reset)
    {
        var answer = await PostAsync((socket, _) =>
        {
            socket.LingerState = new LingerOption(reset, 0);
            return Task.CompletedTask;
        });

        Assert.Equal((null, false), (answer.StatusCode, answer.Refused));
        Assert.NotNull(answer.Error);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("\\\\x")]
    public async Task That_sends_elsewhere_is_not_followed(string location)
    {
        using var receiver = new RawReceiver(RawReceiver.SaysAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));

        var answer = await _egress.PostAsync(receiver.Url);

        Assert.Equal(new WebhookAnswer(null, "The receiver answered 302; redirects are not followed.", null), answer);
        Assert.Equal(1, receiver.Connections);
    }

    [Fact]
    public async Task That_answers_as_a_proxy_does_has_answered() => Assert.Equal(
        new WebhookAnswer(407, null, null),
        await PostAsync(RawReceiver.SaysAsync("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")));

    [Theory]
    [InlineData("220 mail.example.com ESMTP ready\r\n")]
    [InlineData("HTTP/1.1 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99 Low\r\n\r\n")]
    [InlineData("HTTP/1.1 000 None\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 600 High\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 999 High\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("\0\u0001\u0002\u00ff\u00fe")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001")]
    [InlineData("{\"status\":200}\n")]
    public async Task That_speaks_something_else_has_not_answered(string text)
    {
        var answer = await PostAsync(RawReceiver.SaysAsync(text));

        Assert.Equal((null, false), (answer.StatusCode, answer.Refused));
        Assert.NotNull(answer.Error);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\n\0\u0001\u00ff<{")]
    [InlineData("Content-Length: 500\r\n\r\nshort")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnot a chunk")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")]
    [InlineData("Content-Type: \u00ff;;=\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task That_answers_200_with_garbage_has_taken_it(string rest) => Assert.Equal(
        new WebhookAnswer(200, null, null), await PostAsync(RawReceiver.SaysAsync($"HTTP/1.1 200 OK\r\n{rest}")));

    [Theory]
    [InlineData(429, "17", 17.0)]
    [InlineData(503, "0", 0.0)]
    [InlineData(503, "86399", 86_399.0)]
    [InlineData(429, "86401", 86_400.0)]
    [InlineData(429, "99999999999999999999999999999999", 86_400.0)]
    [InlineData(503, "-5", null)]
    [InlineData(503, "1.5", null)]
    [InlineData(503, "1e3", null)]
    [InlineData(503, "soon", null)]
    [InlineData(503, "", null)]
    [InlineData(503, "\u0661\u0662", null)]
    [InlineData(429, "Wed, 21 Oct 2015 07:28:00 GMT", 0.0)]
    [InlineData(429, "Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0)]
    [InlineData(429, "Fri, 32 Dec 9999 23:59:59 GMT", null)]
    [InlineData(429, "2015-10-21T07:28:00Z", null)]
    [InlineData(500, "17", null)]
    [InlineData(200, "17", null)]
    public async Task That_asks_for_time_is_listened_to_within_reason(int status, string wish, double? seconds)
    {
        var answer = await PostAsync(RawReceiver.SaysAsync(
            Encoding.UTF8.GetBytes($"HTTP/1.1 {status} x\r\nRetry-After: {wish}\r\nContent-Length: 0\r\n\r\n")));

        Assert.Equal((status, seconds), (answer.StatusCode, answer.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [InlineData("Thu, 01 Jan 2026 12:01:30 GMT")]
    [InlineData("Thursday, 01-Jan-26 12:01:30 GMT")]
    [InlineData("Thu Jan  1 12:01:30 2026")]
    public void That_asks_for_time_by_a_date_gets_the_time_until_then(string date) => Assert.Equal(
        TimeSpan.FromSeconds(90), RetryAfter.Read(503, date, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)));

    private static async Task DripAsync(Socket socket, string start, CancellationToken cancel)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(start), cancel);
        while (true)
        {
            await socket.SendAsync("a"u8.ToArray(), cancel);
            await Task.Delay(20, cancel);
        }
    }

    private async Task<WebhookAnswer> PostAsync(Func<Socket, CancellationToken, Task> act)
    {
        using var receiver = new RawReceiver(act);

        return await _egress.PostAsync(receiver.Url);
    }
}
