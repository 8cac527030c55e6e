using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;

namespace JobWorker.Cli.Tests.Commands;

public sealed class VerifyingJournals : IAsyncLifetime
{
    private const string Good = """{"id":"a","version":1,"intact":true,"problem":null}""";
    private const string Bad = """{"id":"b","version":9,"intact":false,"problem":"Event 7 was edited."}""";

    private readonly Support.Cli _cli = new();
    private FakeService _service = null!;

    public async Task InitializeAsync() =>
        _service = (await FakeService.StartAsync()).On("GET /api/jobs/a/verify", Good).On("GET /api/jobs/b/verify", Bad);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Ends_well_when_all_hold()
    {
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs verify a"));
        Assert.Equal(["✓ intact      a  1 event"], _cli.Lines);
    }

    [Fact]
    public async Task Shows_what_proves_it()
    {
        _service.On(
            "GET /api/jobs/c/verify",
            """{"id":"c","version":12,"intact":true,"hash":"9f86d0","ledger":{"callbacks":3,"delivered":2,"attempts":5}}""");

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "verify c"));
        Assert.Equal(["✓ intact      c  12 events, 3 callbacks, 2 delivered  9f86d0"], _cli.Lines);
    }

    [Fact]
    public async Task Asks_about_several_ahead_and_keeps_their_order()
    {
        var (now, most) = (0, 0);
        foreach (var i in Enumerable.Range(0, 30))
        {
            _service.On($"GET /api/jobs/j{i}/verify", async context =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Delay(i % 3 * 10);
                Interlocked.Decrement(ref now);
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"id":"j{{i}}","version":1,"intact":true}"""));
            });
        }

        var ids = Enumerable.Range(0, 30).Select(i => $"j{i}").ToList();

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"verify {string.Join(' ', ids)}"));
        Assert.Equal(ids.Select(id => $"✓ intact      {id}  1 event"), _cli.Lines);
        Assert.InRange(most, 2, 8);
    }

    [Fact]
    public async Task Names_what_does_not_hold_and_where()
    {
        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs verify a b"));
        Assert.Equal(["✓ intact      a  1 event", "✗ not intact  b  Event 7 was edited."], _cli.Lines);
    }

    [Fact]
    public async Task Names_what_is_not_there()
    {
        _service.Problem("GET /api/jobs/c/verify", 404, "There is no job c.");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs verify c a"));
        Assert.Equal(("jobworker: There is no job c.\n", 1), (_cli.Error, _cli.Lines.Count));
    }

    [Fact]
    public async Task Looks_at_all_of_a_filter_and_shows_only_what_does_not_hold()
    {
        _service.OnEach("GET /api/jobs", Json.Page("c", Json.Entry("a")), Json.Page(null, Json.Entry("b")));

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs verify --service web"));
        Assert.Equal("?service=web&limit=1000", _service.Requests[0].Query);
        Assert.Equal(["✗ not intact  b  Event 7 was edited.", "2 journals: 1 intact, 1 not intact; 10 events, 0 callbacks"], _cli.Lines);
    }

    [Fact]
    public async Task Counts_all_that_hold()
    {
        _service.On("GET /api/jobs", Json.Page(null, Json.Entry("a"), Json.Entry("a")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs verify --all"));
        Assert.Equal(["2 journals: 2 intact; 2 events, 0 callbacks"], _cli.Lines);
    }

    [Fact]
    public async Task Tells_programs_of_every_journal_in_one_document()
    {
        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs verify a b --json"));
        Json.Same($"[{Good},{Bad}]", _cli.Raw);
        Assert.Equal("", _cli.Out);
    }
}
