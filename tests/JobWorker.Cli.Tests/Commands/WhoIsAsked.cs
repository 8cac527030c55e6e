using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;

namespace JobWorker.Cli.Tests.Commands;

public sealed class WhoIsAsked : IAsyncLifetime
{
    private readonly Support.Cli _cli = new();
    private FakeService _service = null!;

    public async Task InitializeAsync() => _service = (await FakeService.StartAsync()).On("GET /api/jobs", Json.Page(null));

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Is_named_by_the_option_before_the_environment()
    {
        _cli.Variables["JOBWORKER_SERVER"] = "http://127.0.0.1:9";

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(["--server", _service.Url, "jobs", "list"]));
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(["jobs", "list", "--server", _service.Url + "/"]));
    }

    [Fact]
    public async Task Is_asked_below_the_path_of_its_address()
    {
        _service.On("GET /ops/jw/api/jobs", Json.Page(null));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(["jobs", "list", "--server", $"{_service.Url}/ops/jw"]));
    }

    [Fact]
    public async Task Gets_the_token_of_the_option_before_that_of_the_environment()
    {
        await _cli.RunAsync(_service, "jobs list");
        _cli.Variables["JOBWORKER_TOKEN"] = "one";
        await _cli.RunAsync(_service, "jobs list");
        await _cli.RunAsync(_service, "jobs list --token two");

        Assert.Equal(["", "Bearer one", "Bearer two"], _service.Requests.Select(r => r.Authorization));
    }

    [Fact]
    public async Task Cannot_send_us_elsewhere()
    {
        await using var other = await FakeService.StartAsync();
        _service.On("GET /api/jobs", context =>
        {
            context.Response.Redirect($"{other.Url}/api/jobs");
            return Task.CompletedTask;
        });

        Assert.Equal(ExitCode.Unavailable, await _cli.RunAsync(_service, "jobs list --token secret"));
        Assert.Contains($"sends us to {other.Url}", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(400, ExitCode.Refused)]
    [InlineData(401, ExitCode.Refused)]
    [InlineData(404, ExitCode.Refused)]
    [InlineData(409, ExitCode.Refused)]
    [InlineData(429, ExitCode.Refused)]
    [InlineData(500, ExitCode.Unavailable)]
    [InlineData(502, ExitCode.Unavailable)]
    [InlineData(503, ExitCode.Unavailable)]
    public async Task Says_why_it_does_not(int status, int exit)
    {
        _service.Problem("GET /api/jobs/a", status, "It is [so].");

        Assert.Equal(exit, await _cli.RunAsync(_service, "jobs show a"));
        Assert.Equal("jobworker: It is [so].\n", _cli.Error);
        Assert.Equal("", _cli.Out);
    }

    [Fact]
    public async Task Is_named_when_it_does_not_know_what_is_asked()
    {
        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs show a"));
        Assert.Contains("HTTP 404 Not Found", _cli.Error, StringComparison.Ordinal);
        Assert.Contains(_service.Url, _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs list")]
    [InlineData("jobs show a")]
    [InlineData("jobs events a")]
    [InlineData("jobs logs a")]
    [InlineData("jobs cancel a")]
    [InlineData("jobs cancel --all --yes")]
    [InlineData("jobs redrive a")]
    [InlineData("jobs verify a")]
    [InlineData("jobs verify --all")]
    [InlineData("jobs submit -")]
    [InlineData("jobs submit - --dry-run")]
    [InlineData("jobs tail")]
    public async Task Is_named_when_it_is_away(string args)
    {
        Assert.Equal(ExitCode.Unavailable, await _cli.RunAsync(null, args));
        Assert.Contains("http://127.0.0.1:9/ cannot be reached", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(("", ""), (_cli.Out, _cli.Raw));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task May_be_no_JobWorker(string body)
    {
        _service.On("GET /api/jobs", body);

        Assert.Equal(ExitCode.Unavailable, await _cli.RunAsync(_service, "jobs list"));
        Assert.Contains("answers what JobWorker does not", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_left_alone_after_an_interrupt()
    {
        using var stop = new CancellationTokenSource();
        _service.On("GET /api/jobs", async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        Assert.Equal(ExitCode.Interrupted, await _cli.RunAsync(_service, "jobs list", stop.Token));
        Assert.Equal("", _cli.Error);
    }
}
