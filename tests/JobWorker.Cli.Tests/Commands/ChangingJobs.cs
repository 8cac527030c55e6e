using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Cli.Tests.Commands;

/// <summary><c>cancel</c> and <c>redrive</c>, by id and by filter.</summary>
public sealed class ChangingJobs : IAsyncLifetime
{
    private readonly Support.Cli _cli = new();
    private FakeService _service = null!;

    public async Task InitializeAsync() => _service = await FakeService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("cancel", "DELETE /api/jobs/a", "aborted", "✓ cancelled  a  now aborted")]
    [InlineData("redrive", "POST /api/jobs/a/redrive", "requested", "✓ redriven  a  now requested")]
    public async Task Says_where_a_job_stands_now(string verb, string request, string state, string line)
    {
        _service.On(request, $$"""{"id":"a","state":"{{state}}","version":7}""", 202);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs {verb} a"));
        Assert.Equal([line], _cli.Lines);
        Assert.Equal(request, Assert.Single(_service.Requests).Line);
    }

    [Fact]
    public async Task Goes_on_after_a_refusal_and_says_so_in_the_end()
    {
        _service.Problem("DELETE /api/jobs/a", 409, "It is final.")
            .On("DELETE /api/jobs/b", """{"id":"b","state":"aborted","version":7}""", 202);

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs cancel a b"));
        Assert.Equal("jobworker: a: It is final.\n", _cli.Error);
        Assert.Equal(["✓ cancelled  b  now aborted"], _cli.Lines);
    }

    [Fact]
    public async Task Gives_up_when_the_service_fails()
    {
        _service.Problem("DELETE /api/jobs/a", 503, "The job cannot be reached.");

        Assert.Equal(ExitCode.Unavailable, await _cli.RunAsync(_service, "jobs cancel a b"));
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task Tells_programs_of_every_id_in_one_document()
    {
        _service.Problem("DELETE /api/jobs/a", 409, "It is final.")
            .On("DELETE /api/jobs/b", """{"id":"b","state":"aborted","version":7}""", 202);

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs cancel a b --json"));
        Json.Same("""[{"id":"a","error":"It is final."},{"id":"b","state":"aborted","version":7}]""", _cli.Raw);
        Assert.Equal("", _cli.Out);
    }

    [Theory]
    [InlineData("cancel --state running,created --service web", """{"verb":"cancel","filter":{"state":["running","created"],"service":"web"}}""")]
    [InlineData("redrive --reason OOMKilled -n team", """{"verb":"redrive","filter":{"state":["failed","aborted"],"namespace":"team","reason":"OOMKilled"}}""")]
    [InlineData("redrive --to 2026-01-01T00:00:00Z", """{"verb":"redrive","filter":{"state":["failed","aborted"],"to":"2026-01-01T00:00:00Z"}}""")]
    [InlineData("cancel --all", """{"verb":"cancel","filter":{"state":["requested","created","running"]}}""")]
    public async Task Of_a_filter_is_one_operation_of_the_service(string args, string body)
    {
        _service.On("POST /api/operations", Json.Operation("done", matched: 3, done: 3), 202);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs {args} --yes"));
        Json.Same(body, Assert.Single(_service.Requests).Body);
        Assert.Matches("^✓ (cancelled|redriven) 3 of 3 jobs$", Assert.Single(_cli.Lines));
    }

    [Theory]
    [InlineData("running", "done")]
    [InlineData("Running", "Done")]
    public async Task Is_watched_to_its_end(string running, string done)
    {
        _service.On("POST /api/operations", Json.Operation(running), 202)
            .OnEach(
                "GET /api/operations/op-1",
                Json.Operation(running, done: 1),
                Json.Operation(running, done: 2),
                Json.Operation(done, done: 3));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs cancel --all -y"));
        Assert.Equal(4, _service.Requests.Count);
        Assert.Equal(["✓ cancelled 3 of 3 jobs"], _cli.Lines);
    }

    [Theory]
    [InlineData("done", 1, 0, "! cancelled 2 of 3 jobs, 1 refused")]
    [InlineData("done", 0, 1, "! cancelled 2 of 3 jobs, 1 failed")]
    [InlineData("stopped", 0, 0, "! cancelled 2 of 3 jobs, stopped")]
    public async Task That_left_jobs_as_they_were_names_them(string state, int refused, int failed, string line)
    {
        var end = Json.Operation(state, 3, 2, refused, failed, """[{"id":"a","message":"It is final."}]""");
        _service.On("POST /api/operations", end, 202);

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs cancel --all --yes"));
        Assert.Equal([line, "  a  It is final."], _cli.Lines);
    }

    [Fact]
    public async Task Ends_for_programs_with_the_operation()
    {
        var end = Json.Operation("done", 1, 1);
        _service.On("POST /api/operations", Json.Operation("running", 1), 202).On("GET /api/operations/op-1", end);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs cancel --all --yes --json"));
        Assert.Equal((end + "\n", ""), (_cli.Raw, _cli.Out));
    }

    [Theory]
    [InlineData("yes\n", true)]
    [InlineData("Y\n", true)]
    [InlineData("no\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task Asks_first_on_a_terminal(string answer, bool agreed)
    {
        var cli = new Support.Cli { CanAsk = true, Input = answer };
        _service.On("GET /api/jobs", Json.Page(null, Json.Entry("a"), Json.Entry("b")))
            .On("POST /api/operations", Json.Operation("done", 2, 2), 202);

        var exit = await cli.RunAsync(_service, "jobs cancel --state running");

        Assert.StartsWith("Cancel 2 jobs (state running)? yes/no", cli.Error, StringComparison.Ordinal);
        Assert.Equal("?state=running&limit=1000", _service.Requests[0].Query);
        Assert.Equal(agreed ? ExitCode.Ok : ExitCode.Refused, exit);
        Assert.Equal(agreed ? 2 : 1, _service.Requests.Count);
        Assert.Equal(!agreed, cli.Error.Contains("Nothing was done.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asks_about_more_jobs_than_a_page_holds()
    {
        var cli = new Support.Cli { CanAsk = true, Input = "no\n" };
        _service.On("GET /api/jobs", Json.Page("more", Json.Entry("a"), Json.Entry("b")));

        await cli.RunAsync(_service, "jobs redrive --all");

        Assert.StartsWith("Redrive more than 2 jobs (state failed or aborted)?", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_the_operation_when_it_is_interrupted()
    {
        using var stop = new CancellationTokenSource();
        var stopped = false;
        _service.On("POST /api/operations", Json.Operation("running"), 202)
            .On("GET /api/operations/op-1", async context =>
            {
                await context.Response.WriteAsync(Json.Operation(stopped ? "stopped" : "running", done: 1));
                await stop.CancelAsync();
            })
            .On("DELETE /api/operations/op-1", context =>
            {
                stopped = true;
                return context.Response.WriteAsync(Json.Operation("running", done: 1));
            });

        Assert.Equal(ExitCode.Interrupted, await _cli.RunAsync(_service, "jobs cancel --all --yes", stop.Token));
        Assert.Equal(["! cancelled 1 of 3 jobs, stopped"], _cli.Lines);
    }

    [Fact]
    public async Task May_end_by_itself_while_it_is_interrupted()
    {
        using var stop = new CancellationTokenSource();
        _service.On("POST /api/operations", Json.Operation("running"), 202)
            .On("GET /api/operations/op-1", async context =>
            {
                await context.Response.WriteAsync(Json.Operation(stop.IsCancellationRequested ? "done" : "running", done: 3));
                await stop.CancelAsync();
            })
            .Problem("DELETE /api/operations/op-1", 409, "It is done.");

        Assert.Equal(ExitCode.Interrupted, await _cli.RunAsync(_service, "jobs cancel --all --yes", stop.Token));
        Assert.Equal((1, ""), (_cli.Lines.Count, _cli.Error));
        Assert.Equal("✓ cancelled 3 of 3 jobs", _cli.Lines[0]);
    }

    [Fact]
    public async Task Rides_out_that_the_service_is_away_for_a_while()
    {
        var turn = 0;
        _service.On("POST /api/operations", Json.Operation("running"), 202).On("GET /api/operations/op-1", async context =>
        {
            context.Response.StatusCode = turn++ < 3 ? 503 : 200;
            await context.Response.WriteAsync(Json.Operation("done", done: 3));
        });

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs cancel --all --yes"));
        Assert.Equal(5, _service.Requests.Count);
    }

    [Fact]
    public async Task Does_not_wait_for_ever()
    {
        var cli = new Support.Cli { Patience = TimeSpan.FromMilliseconds(50) };
        _service.On("POST /api/operations", Json.Operation("running"), 202).Problem("GET /api/operations/op-1", 503, "Away.");

        Assert.Equal(ExitCode.Unavailable, await cli.RunAsync(_service, "jobs cancel --all --yes"));
        Assert.Equal("jobworker: Away.\n", cli.Error);
        Assert.True(_service.Requests.Count > 2);
    }
}
