using System.Text.Json.Nodes;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>Sixty events: two pages of 24, and a head with twelve.</summary>
public sealed class ACheckOfAJournal : IAsyncLifetime
{
    private const int Events = 60;
    private const string Head = "j-a";
    private const string FirstPage = "j-a~00000000";
    private const string SecondPage = "j-a~00000024";

    private readonly MemorySlots _slots = new();

    public async Task InitializeAsync()
    {
        var shape = new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State);
        var journal = new Journal<Job, JobEvent>(_slots, shape, "j-", TimeProvider.System);
        var stream = await journal.LoadAsync("a", default);
        for (var n = 1; n <= Events; n++)
        {
            var e = new DuplicateIgnored($"payload-{n}-", DateTimeOffset.UnixEpoch.AddSeconds(n));
            stream = await journal.AppendAsync(stream, [e], null, default);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Finds_nothing_in_what_was_written()
    {
        Assert.Equal([Head, FirstPage, SecondPage], _slots.Keys.Order());
        var seen = new List<long>();
        var found = await new JournalCheck(_slots, "j-").OfAsync("a", e => seen.Add(e.Version), default);

        Assert.Equal((Events, null, null), (found!.Version, found.Problem, found.BrokenAt));
        Assert.Equal(64, found.Hash!.Length);
        Assert.Equal(Enumerable.Range(1, Events), seen.Select(v => (int)v));
    }

    [Fact]
    public async Task Finds_no_job_where_there_is_none() => Assert.Null(await CheckAsync("b"));

    [Theory]
    [InlineData(FirstPage, 1)]
    [InlineData(FirstPage, 24)]
    [InlineData(SecondPage, 25)]
    [InlineData(SecondPage, 40)]
    [InlineData(Head, 49)]
    [InlineData(Head, 60)]
    public async Task Tells_which_event_was_edited(string key, int version)
    {
        Edit(key, json => json.Replace($"\"payload-{version}-\"", "\"other\"", StringComparison.Ordinal));

        Assert.Equal(version, (await CheckAsync())!.BrokenAt);
        Assert.StartsWith($"Event {version} is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirstPage, 0, 1)]
    [InlineData(FirstPage, 7, 8)]
    [InlineData(SecondPage, 3, 28)]
    [InlineData(Head, 0, 49)]
    [InlineData(Head, 5, 54)]
    public async Task Tells_where_an_event_is_missing(string key, int place, int version)
    {
        Edit(key, events => events.RemoveAt(place));

        Assert.StartsWith($"Event {version} is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirstPage, "Event 24 is missing")]
    [InlineData(SecondPage, "Event 48 is missing")]
    [InlineData(Head, "Event 60: 60 events were recorded, 59 are there")]
    public async Task Tells_that_the_last_event_was_cut_off(string key, string problem)
    {
        Edit(key, events => events.RemoveAt(events.Count - 1));

        Assert.StartsWith(problem, await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirstPage, 2, 3)]
    [InlineData(SecondPage, 0, 25)]
    [InlineData(Head, 10, 59)]
    public async Task Tells_where_two_events_changed_places(string key, int place, int version)
    {
        Edit(key, events =>
        {
            var moved = events[place]!;
            events.RemoveAt(place);
            events.Insert(place + 1, moved);
        });

        Assert.StartsWith($"Event {version} is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_where_an_event_was_put_in_with_a_hash_that_fits_it()
    {
        Edit(SecondPage, events =>
        {
            var forged = """{"type":"job.removed.v1","at":"2026-01-01T00:00:00+00:00"}""";
            events.Insert(1, new JsonObject
            {
                ["hash"] = HashChain.Next(events[0]!["hash"]!.GetValue<string>(), 26, System.Text.Encoding.UTF8.GetBytes(forged)),
                ["event"] = JsonNode.Parse(forged),
            });
        });

        Assert.StartsWith("Event 27 is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_that_a_page_stands_in_the_place_of_another()
    {
        _slots.Replace(SecondPage, _slots.TextOf(FirstPage));

        Assert.StartsWith("Event 25 is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":1,"first":24,"events":[]}""", "Event 25 is missing")]
    [InlineData("nothing", "What follows event 24 cannot be read")]
    [InlineData("""{"format":1}""", "What follows event 24 cannot be read")]
    [InlineData("""{"events":[7]}""", "Event 25 is not the one that was recorded")]
    public async Task Tells_that_a_page_is_empty_or_no_page(string text, string problem)
    {
        _slots.Replace(SecondPage, text);

        Assert.StartsWith(problem, await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirstPage, 6, 7)]
    [InlineData(Head, 3, 52)]
    public async Task Tells_which_event_is_none(string key, int place, int version)
    {
        Edit(key, events => events[place] = null);

        Assert.Equal(version, (await CheckAsync())!.BrokenAt);
        Assert.StartsWith($"Event {version} is not the one that was recorded", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_that_the_head_follows_another_event()
    {
        var head = JsonNode.Parse(_slots.TextOf(Head))!;
        head["pagedHash"] = HashChain.Start;
        _slots.Replace(Head, head.ToJsonString());

        Assert.StartsWith("The head follows another event 48", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_on_that_the_store_does_not_answer()
    {
        _slots.Down = true;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => CheckAsync());
    }

    private async Task<string?> ProblemAsync() => (await CheckAsync())!.Problem;

    private Task<JournalFinding?> CheckAsync(string id = "a") => new JournalCheck(_slots, "j-").OfAsync(id, _ => { }, default);

    private void Edit(string key, Func<string, string> change)
    {
        var before = _slots.TextOf(key);
        var after = change(before);
        Assert.NotEqual(before, after);
        _slots.Replace(key, after);
    }

    private void Edit(string key, Action<JsonArray> change) => Edit(key, text =>
    {
        var json = JsonNode.Parse(text)!;
        change((json["tail"] ?? json["events"])!.AsArray());
        return json.ToJsonString();
    });
}
