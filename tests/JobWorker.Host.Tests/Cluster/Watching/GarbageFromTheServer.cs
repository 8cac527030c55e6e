using System.Net;
using System.Text;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using JobWorker.Testing;
using static JobWorker.Host.Tests.Cluster.Watching.Scripted.ScriptedApi;

namespace JobWorker.Host.Tests.Cluster.Watching;

/// <summary>Whatever comes, the watch goes on, the jobs that make sense are seen, and memory stays bounded.</summary>
public sealed class GarbageFromTheServer : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedApi _api;
    private Task _follow = Task.CompletedTask;

    public GarbageFromTheServer() => _api = new ScriptedApi(_clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _follow;
        _stop.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("<html><body>Bad gateway</body></html>")]
    [InlineData("""{"kind":"JobList","metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"bb""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"metadata":null,"items":null}""")]
    [InlineData("""{"metadata":{"resourceVersion":"5"},"items":"none"}""")]
    [InlineData("""{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"uid":{"a":1}}}]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"creationTimestamp":"yesterday"}}]}""")]
    public async Task In_place_of_a_list_is_told_and_the_list_asked_for_again(string garbage)
    {
        var lists = 0;
        _api.Answer = path => IsWatch(path) ? Open("") : lists++ == 0 ? Of(garbage) : Of(List(5, null, Job("a")));
        Follow();

        await HappensAsync(() => _api.Troubles.Count == 1);
        Assert.Empty(_api.Listed);
        await AdvanceUntilAsync(() => _api.Watches.Count == 1);

        Assert.Equal(["=a"], _api.Seen);
    }

    [Fact]
    public async Task Among_the_objects_of_a_list_hides_none_of_the_others()
    {
        _api.Answer = path => IsWatch(path) ? Open("") : Of(List(
            5, null, "null", "{}", """{"metadata":null}""", """{"metadata":{"name":"x","namespace":"default"}}""",
            """{"metadata":{"uid":"x","name":"x"}}""", Job("a"), Job("b", ""","status":null,"spec":null""")));
        Follow();

        await HappensAsync(() => _api.Watches.Count == 1);

        Assert.Equal(["=a", "=b"], _api.Seen);
        Assert.Empty(_api.Troubles);
    }

    [Theory]
    [InlineData("<html>\n")]
    [InlineData("{\"type\":\"EXPLODED\",\"object\":{}}\n")]
    [InlineData("{\"type\":7,\"object\":{}}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":7}}\n")]
    [InlineData("{\"type\":\"ERROR\",\"object\":null}\n")]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"message\":\"boom\"}}\n")]
    [InlineData("null\n")]
    [InlineData("7\n")]
    public async Task In_a_watch_is_followed_by_a_list_since_it_may_have_been_news(string garbage)
    {
        _api.Answer = path => IsWatch(path)
            ? Open(_api.Watches.Count == 1 ? garbage : "")
            : Of(List(5, null, Job("a")));
        Follow();

        await AdvanceUntilAsync(() => _api.Watches.Count == 2);

        Assert.Equal(2, _api.Listed.Count);
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\",\"object\":null}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{}}\n")]
    [InlineData("{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"x\"}}}\n")]
    [InlineData("{\"type\":\"BOOKMARK\",\"object\":{}}\n")]
    [InlineData("\n\n\n")]
    public async Task That_says_nothing_is_passed_over(string nothing)
    {
        _api.Answer = path => IsWatch(path) ? Open(nothing + Event("ADDED", Job("a"))) : Of(List(5, null));
        Follow();

        await HappensAsync(() => _api.Seen.Count == 1);

        Assert.Single(_api.Watches);
        Assert.Equal(["+a"], _api.Seen);
    }

    [Fact]
    public async Task Of_a_hundred_megabytes_is_refused_and_smaller_pages_are_asked_for()
    {
        var endless = new EndlessStream();
        _api.Answer = path => IsWatch(path) ? Open("")
            : path.Contains("limit=500", StringComparison.Ordinal) ? Of(endless)
            : Of(List(5, null, Job("a")));
        Follow();

        await AdvanceUntilAsync(() => _api.Watches.Count == 1);

        Assert.InRange(endless.Given, AnswerGuard.LongestAnswer, AnswerGuard.LongestAnswer + (1 << 20));
        Assert.Contains("limit=125", _api.Lists[1], StringComparison.Ordinal);
        Assert.Empty(_api.Troubles);
    }

    [Fact]
    public async Task Without_end_is_told_once_no_page_is_small_enough()
    {
        _api.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent([]) { Headers = { ContentLength = 100 << 20 } },
        };
        Follow();

        await AdvanceUntilAsync(() => _api.Troubles.Count == 1);

        Assert.Equal("The API server's answer is longer than 32 MiB and was refused.", _api.Troubles[0]);
        Assert.Contains("limit=1&", _api.Lists[^1] + "&", StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_one_endless_line_of_a_watch_is_read_no_further_than_a_list()
    {
        var endless = new EndlessStream();
        _api.Answer = path => !IsWatch(path) ? Of(List(5, null)) : _api.Watches.Count == 1 ? Of(endless) : Open("");
        Follow();

        await AdvanceUntilAsync(() => _api.Watches.Count == 2);

        Assert.InRange(endless.Given, AnswerGuard.LongestAnswer, AnswerGuard.LongestAnswer + (1 << 20));
    }

    [Fact]
    public async Task Is_not_what_a_job_of_three_megabytes_is()
    {
        var large = Job("a", $$""","status":{"conditions":[{"type":"Other","status":"False","message":"{{new string('x', 3 << 20)}}"}]}""");
        _api.Answer = path => IsWatch(path) ? Open(Event("MODIFIED", large)) : Of(List(5, null, large, large));
        Follow();

        await HappensAsync(() => _api.Seen.Count == 3);

        Assert.Equal(["=a", "=a", "+a"], _api.Seen);
        Assert.Empty(_api.Troubles);
    }

    private void Follow() => _follow = _api.FollowAsync(_stop.Token);

    private static HttpResponseMessage Open(string text) => Of(new OpenStream(text));

    private static async Task HappensAsync(Func<bool> what) =>
        await Until.IsAsync("it to happen", TimeSpan.FromSeconds(20), () => Task.FromResult(what() ? "yes" : null));

    private Task AdvanceUntilAsync(Func<bool> what) => HappensAsync(() =>
    {
        if (!what())
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return what();
    });

    /// <summary>The start of a list that never ends.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        private static readonly byte[] Start = Encoding.UTF8.GetBytes("""{"type":"ADDED","metadata":{"resourceVersion":"5"},"items":[""");

        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            if (Given == 0)
            {
                Start.CopyTo(buffer);
            }

            Given += buffer.Length;

            return ValueTask.FromResult(buffer.Length);
        }
    }
}
