using System.Net;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using JobWorker.Testing;
using static JobWorker.Host.Tests.Cluster.Watching.Scripted.ScriptedApi;

namespace JobWorker.Host.Tests.Cluster.Watching;

public sealed class AWatchThatGoesWrong : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedApi _api;
    private readonly List<OpenStream> _open = [];
    private Task _follow = Task.CompletedTask;

    public AWatchThatGoesWrong() => _api = new ScriptedApi(_clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _follow;
        _stop.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("line")]
    [InlineData("line, and the stream stays open")]
    [InlineData("status")]
    public async Task Because_its_version_is_too_old_begins_anew_at_once_and_troubles_nobody(string how)
    {
        Script(watches => watches > 1 ? Open("") : how switch
        {
            "line" => Of(Event("ERROR", Gone)),
            "status" => Of(Gone, HttpStatusCode.Gone),
            _ => Open(Event("ERROR", Gone)),
        });

        await HappensAsync(() => _api.Watches.Count == 2);

        Assert.Equal(2, _api.Lists.Count);
        Assert.Empty(_api.Troubles);
    }

    [Fact]
    public async Task Because_the_rest_of_a_list_has_expired_takes_the_whole_list_again()
    {
        var expired = false;
        _api.Answer = path =>
        {
            if (IsWatch(path))
            {
                return Open("");
            }

            if (!path.Contains("continue=", StringComparison.Ordinal))
            {
                return Of(List(5, "more", Job("a"), Job("b")));
            }

            (var first, expired) = (!expired, true);

            return first ? Of(Gone, HttpStatusCode.Gone) : Of(List(5, null, Job("c")));
        };
        Follow();

        await HappensAsync(() => _api.Watches.Count == 1);

        Assert.Equal(3, Assert.Single(_api.Listed));
        Assert.Empty(_api.Troubles);
    }

    [Fact]
    public async Task Falling_silent_for_90_seconds_is_opened_anew_after_a_list()
    {
        Script(_ => Open(Event("ADDED", Job("a"))));
        await HappensAsync(() => _api.Seen.Contains("+a"));

        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _api.Watches.Count == 2, TimeSpan.FromSeconds(100));

        Assert.InRange(_clock.GetUtcNow() - new DateTimeOffset(Kube.Noon), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(100));
        Assert.Equal(2, _api.Lists.Count);
        Assert.Empty(_api.Troubles);
    }

    [Fact]
    public async Task Cut_in_the_middle_of_a_line_is_followed_by_a_list()
    {
        Script(watches => watches > 1 ? Open("") : Of(Event("ADDED", Job("a")) + """{"type":"ADDED","obj"""));
        await HappensAsync(() => _api.Troubles.Count == 1);

        await AdvanceUntilAsync(TimeSpan.FromSeconds(0.5), () => _api.Watches.Count == 2, TimeSpan.FromSeconds(5));

        Assert.Equal(["=listed", "+a", "=listed"], _api.Seen);
    }

    [Fact]
    public async Task Whose_connection_breaks_is_followed_by_a_list()
    {
        Script(_ => Open(Event("ADDED", Job("a"))));
        await HappensAsync(() => _api.Seen.Contains("+a"));

        _open[0].End(new IOException("reset"));
        await HappensAsync(() => _api.Troubles.Count == 1);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(0.5), () => _api.Watches.Count == 2, TimeSpan.FromSeconds(5));

        Assert.Equal(2, _api.Lists.Count);
    }

    [Fact]
    public async Task Ending_in_good_order_goes_on_from_where_it_was_without_a_list()
    {
        Script(watches => watches > 1 ? Open("") : Of(Event("BOOKMARK", """{"metadata":{"resourceVersion":"9"}}""")));

        await HappensAsync(() => _api.Watches.Count == 2);

        Assert.Single(_api.Lists);
        Assert.Contains("resourceVersion=9", _api.Watches[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ends")]
    [InlineData("expires")]
    [InlineData("refuses")]
    [InlineData("breaks")]
    public async Task At_once_and_again_and_again_is_asked_for_ever_more_seldom(string how)
    {
        Script(_ => how switch
        {
            "ends" => Of(""),
            "expires" => Of(Event("ERROR", Gone)),
            "refuses" => Of("no", HttpStatusCode.InternalServerError),
            _ => throw new HttpRequestException("refused"),
        });

        await AdvanceUntilAsync(TimeSpan.FromSeconds(0.25), () => false, TimeSpan.FromMinutes(5));

        // 15 s at most, half of it at least; before that 1, 2, 4, 8.
        Assert.InRange(_api.Watches.Count, 300 / 15, 6 + (300 / 7));
        Assert.True(_api.Lists.Count > 5, "lists tell what the watch does not");
    }

    private void Script(Func<int, HttpResponseMessage> watch)
    {
        _api.Answer = path => IsWatch(path) ? watch(_api.Watches.Count) : Of(List(5, null, Job("listed")));
        Follow();
    }

    private void Follow() => _follow = _api.FollowAsync(_stop.Token);

    private HttpResponseMessage Open(string text)
    {
        var stream = new OpenStream(text);
        _open.Add(stream);

        return Of(stream);
    }

    private static async Task HappensAsync(Func<bool> what) =>
        await Until.IsAsync("it to happen", TimeSpan.FromSeconds(10), () => Task.FromResult(what() ? "yes" : null));

    /// <summary>Lets time pass in steps; all there is to do in each is done before the next.</summary>
    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> what, TimeSpan within)
    {
        for (var passed = TimeSpan.Zero; passed < within && !what(); passed += step)
        {
            await HappensAsync(() => _clock.Waiting > 0);
            _clock.Advance(step);
        }
    }
}
