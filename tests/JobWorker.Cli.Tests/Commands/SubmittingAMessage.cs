using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Cli.Tests.Commands;

public sealed class SubmittingAMessage : IAsyncLifetime
{
    private readonly Support.Cli _cli = new() { Input = """{"id":"a"}""" };
    private FakeService _service = null!;

    public async Task InitializeAsync() =>
        _service = (await FakeService.StartAsync()).On("POST /api/jobs", """{"id":"a"}""", 202);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Sends_standard_input_as_it_is()
    {
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs submit -"));
        Assert.Equal(["✓ accepted  a"], _cli.Lines);
        Assert.Equal(("""{"id":"a"}""", ""), (Assert.Single(_service.Requests).Body, _service.Requests[0].Query));
    }

    [Fact]
    public async Task Sends_a_file_as_it_is()
    {
        var file = Path.Combine(Path.GetTempPath(), $"message-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, "not even JSON ü");
        try
        {
            Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, $"jobs submit {file} --json"));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal("not even JSON ü", Assert.Single(_service.Requests).Body);
        Assert.Equal(("{\"id\":\"a\"}\n", ""), (_cli.Raw, _cli.Out));
    }

    [Fact]
    public async Task Shows_every_rule_that_it_breaks_with_its_field()
    {
        const string Body = """{"title":"The message breaks rules.","status":400,"errors":{"job.image":["is required"],"id":["one","two"]}}""";
        _service.On("POST /api/jobs", Body, 400, "application/problem+json");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs submit -"));
        Assert.Equal(
            """
            jobworker: The message breaks rules.
              FIELD      RULE
              job.image  is required
              id         one
              id         two

            """,
            _cli.Error);
        Assert.Equal("", _cli.Out);
    }

    [Fact]
    public async Task Tries_it_out()
    {
        _service.On(
            "POST /api/jobs",
            """{"id":"a","valid":false,"violations":[{"field":"job.namespace","rule":"is not allowed"}],"manifest":{},"server":{"accepted":false,"message":"No [quota]."}}""");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs submit - --dry-run"));
        Assert.Equal("?dryRun=true", Assert.Single(_service.Requests).Query);
        Assert.Equal(
            ["✗ not valid  a", "  FIELD          RULE", "  job.namespace  is not allowed", "  cluster  refuses it: No [quota]."],
            _cli.Lines);
    }

    [Theory]
    [InlineData("""{"id":"a","valid":true,"violations":[],"server":{"accepted":true}}""", "  cluster  would take it")]
    [InlineData("""{"id":"a","valid":true,"violations":[],"server":{"message":"It is away."}}""", "  cluster  not asked: It is away.")]
    public async Task Tries_out_what_is_valid(string body, string line)
    {
        _service.On("POST /api/jobs", body);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs submit - --dry-run"));
        Assert.Equal(["✓ valid  a", line], _cli.Lines);
    }

    [Fact]
    public async Task Tries_it_out_for_programs()
    {
        _service.On("POST /api/jobs", """{"valid":false}""");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs submit - --dry-run --json"));
        Assert.Equal("{\"valid\":false}\n", _cli.Raw);
    }

    [Theory]
    [InlineData("succeeded", "JobSucceeded", ExitCode.Ok, "✓ succeeded  a")]
    [InlineData("failed", "JobFailed", ExitCode.Refused, "✗ failed  a")]
    [InlineData("aborted", "JobAborted", ExitCode.Refused, "✗ aborted  a")]
    [InlineData("rejected", "JobRejected", ExitCode.Refused, "✗ rejected  a")]
    public async Task Stays_until_the_job_is_final_and_tells_each_event_once(string state, string end, int exit, string last)
    {
        var turn = 0;
        _service.On("GET /api/jobs/a", async context =>
        {
            turn++;
            context.Response.StatusCode = turn == 1 ? 404 : turn == 3 ? 503 : 200;
            await context.Response.WriteAsync(turn < 4
                ? Json.Job("a", "created", "JobRequested", "JobCreated")
                : Json.Job("a", state, "JobRequested", "JobCreated", "PodStarted", end));
        });

        Assert.Equal(exit, await _cli.RunAsync(_service, "jobs submit - --wait"));
        Assert.Equal("✓ accepted  a", _cli.Lines[0]);
        Assert.Equal("    1  11:59:00.000             · requested", _cli.Lines[1]);
        Assert.Equal("    3  11:59:02.000  +1.0 s     · pod started", _cli.Lines[3]);
        Assert.Equal(6, _cli.Lines.Count);
        Assert.Equal(last, _cli.Lines[5]);
    }

    [Fact]
    public async Task Ends_for_programs_with_the_job()
    {
        var job = Json.Job("a", "succeeded", "JobSucceeded");
        _service.OnEach("GET /api/jobs/a", Json.Job("a", "running", "PodStarted"), job);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs submit - --wait --json"));
        Assert.Equal((job + "\n", ""), (_cli.Raw, _cli.Out));
    }

    [Fact]
    public async Task Can_be_left_at_any_time()
    {
        using var stop = new CancellationTokenSource();
        _service.On("GET /api/jobs/a", async context =>
        {
            await context.Response.WriteAsync(Json.Job("a", "running", "PodStarted"));
            await stop.CancelAsync();
        });

        Assert.Equal(ExitCode.Interrupted, await _cli.RunAsync(_service, "jobs submit - --wait", stop.Token));
    }
}
