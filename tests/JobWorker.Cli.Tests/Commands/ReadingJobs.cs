using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Cli.Tests.Commands;

/// <summary><c>list</c>, <c>show</c>, <c>events</c> and <c>logs</c>.</summary>
public sealed class ReadingJobs : IAsyncLifetime
{
    private readonly Support.Cli _cli = new();
    private FakeService _service = null!;

    public async Task InitializeAsync() => _service = await FakeService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Lists_one_job_to_a_line()
    {
        _service.On("GET /api/jobs", Json.Page(null, Json.Entry("a"), Json.Entry("b", "failed", "OOMKilled")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list"));
        Assert.Equal(
            [
                "STATE      ID  SERVICE  NAMESPACE  REASON     CREATED (UTC)        AGE",
                "● running  a   web      default               2026-01-31 11:30:00  30m",
                "✗ failed   b   web      default    OOMKilled  2026-01-31 11:30:00  30m",
            ],
            _cli.Lines);
        Assert.Equal("", _cli.Error);
    }

    [Fact]
    public async Task Lists_a_job_whose_beginning_is_not_known()
    {
        _service.On("GET /api/jobs", """{"jobs":[{"id":"a","state":"failed","updatedAt":"2026-01-31T11:30:00+00:00"}],"next":null}""");

        await _cli.RunAsync(_service, "jobs list");

        Assert.Matches("^✗ failed  a .*2026-01-31 11:30:00  30m$", _cli.Lines[1]);
    }

    [Fact]
    public async Task Shows_which_parameter_of_a_list_the_service_refuses()
    {
        const string Body = """{"title":"The request breaks rules.","status":400,"errors":{"cursor":["must be the next of an answer"]}}""";
        _service.On("GET /api/jobs", Body, 400, "application/problem+json");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs list"));
        Assert.Contains("cursor  must be the next of an answer", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_all_by_following_the_cursor()
    {
        _service.OnEach(
            "GET /api/jobs",
            Json.Page("c 1", Json.Entry("a")),
            Json.Page("c2", Json.Entry("b")),
            Json.Page(null, Json.Entry("c")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list --all"));
        Assert.Equal(
            ["?limit=1000", "?limit=1000&cursor=c%201", "?limit=1000&cursor=c2"], _service.Requests.Select(r => r.Query));
        Assert.Equal(4, _cli.Lines.Count);
    }

    [Fact]
    public async Task Lists_no_more_than_the_limit_and_says_that_there_are_more()
    {
        var page = Json.Page("x", Enumerable.Range(0, 1000).Select(i => Json.Entry($"j{i}")));
        _service.OnEach("GET /api/jobs", page, Json.Page("y", Json.Entry("last")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list --limit 1001"));
        Assert.Equal(["?limit=1000", "?limit=1&cursor=x"], _service.Requests.Select(r => r.Query));
        Assert.Equal(1002, _cli.Lines.Count);
        Assert.Contains("The newest 1001; --limit N or --all shows more.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_for_programs_as_one_document_with_what_the_service_said()
    {
        _service.OnEach(
            "GET /api/jobs",
            """{"jobs":[{"id":"a","state":"running","new":[1,{"x":2}]}],"next":"c"}""",
            Json.Page(null, Json.Entry("b")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list --all --json"));
        var jobs = Json.One(_cli.Raw).GetProperty("jobs");
        Json.Same("""{"id":"a","state":"running","new":[1,{"x":2}]}""", jobs[0].GetRawText());
        Assert.Equal(2, jobs.GetArrayLength());
        Assert.Equal("", _cli.Out);
    }

    [Fact]
    public async Task Says_that_there_are_none_beside_the_answer()
    {
        _service.On("GET /api/jobs", Json.Page(null));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list --state failed --service web"));
        Assert.Equal(("", "No jobs with state failed, service web.\n"), (_cli.Out, _cli.Error));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("--at 3", "?at=3")]
    [InlineData("--at 2026-01-31T11:00:00Z", "?at=2026-01-31T11%3A00%3A00Z")]
    [InlineData("--at 10:30", "?at=2026-01-31T10%3A30%3A00Z")]
    public async Task Shows_a_job_as_it_is_or_was(string args, string query)
    {
        _service.On("GET /api/jobs/a:1", Json.Job("a:1", "running", "JobRequested", "JobCreated"));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs show a:1 {args}"));
        Assert.Equal(query, Assert.Single(_service.Requests).Query);
        Assert.Equal("● running  a:1", _cli.Lines[0]);
    }

    [Theory]
    [InlineData("show a", "GET /api/jobs/a", """{"id":"a",  "state":"running","unknown":true}""")]
    [InlineData("events a", "GET /api/jobs/a/events", """[ {"version":1,"event":{"type":"x"},"hash":"h"} ]""")]
    public async Task Hands_programs_the_bytes_of_the_service(string args, string request, string body)
    {
        _service.On(request, body);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs {args} --json"));
        Assert.Equal((body + "\n", ""), (_cli.Raw, _cli.Out));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("--follow", "?follow=true")]
    [InlineData("-f --tail 5", "?follow=true&tailLines=5")]
    [InlineData("--tail 0", "?tailLines=0")]
    [InlineData("--container a+b", "?container=a%2Bb")]
    public async Task Reads_the_part_of_a_log_that_is_asked_for(string args, string query)
    {
        _service.On("GET /api/jobs/a/logs", "one\n\u001b[1mtwo", type: "text/plain");

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs logs a {args}"));
        Assert.Equal(query, Assert.Single(_service.Requests).Query);
        Assert.Equal("one\n\u001b[1mtwo", _cli.Raw);
    }

    [Fact]
    public async Task Reads_a_log_for_programs_line_by_line()
    {
        _service.On("GET /api/jobs/a/logs", "one\ntwo \"2\"", type: "text/plain");

        await _cli.RunAsync(_service, "jobs logs a --json");

        Assert.Equal(
            ["one", "two \"2\""], _cli.Raw.TrimEnd().Split('\n').Select(l => Json.One(l).GetProperty("line").GetString()));
    }

    [Fact]
    public async Task Shows_a_log_while_it_is_written()
    {
        var more = new TaskCompletionSource();
        _service.On("GET /api/jobs/a/logs", async context =>
        {
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("two\n");
        });
        var run = _cli.RunAsync(_service, "jobs logs a --follow");

        await Until.IsAsync("the first line", TimeSpan.FromSeconds(20), () => Task.FromResult(_cli.Raw == "one\n" ? _cli : null));
        more.SetResult();

        Assert.Equal(ExitCode.Ok, await run);
        Assert.Equal("one\ntwo\n", _cli.Raw);
    }

    [Fact]
    public async Task Tells_that_a_log_broke_off()
    {
        _service.On("GET /api/jobs/a/logs", async context =>
        {
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal(ExitCode.Unavailable, await _cli.RunAsync(_service, "jobs logs a"));
    }
}
