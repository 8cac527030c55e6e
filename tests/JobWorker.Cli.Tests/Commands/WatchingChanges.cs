using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Cli.Tests.Commands;

/// <summary><c>tail</c> ends only when it is interrupted, or when the service is away for too long.</summary>
public sealed class WatchingChanges : IAsyncLifetime
{
    private readonly Support.Cli _cli = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30));
    private FakeService _service = null!;

    public async Task InitializeAsync() => _service = await FakeService.StartAsync();

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Shows_each_change_as_it_comes()
    {
        _service.On("GET /api/jobs/changes", async context =>
        {
            var failed = Json.Entry("b", "failed", "OOMKilled");
            await SendAsync(context, ": heartbeat", Data(Json.Entry("a")), ": heartbeat", Data(failed));
            await EndlessAsync(context);
        });
        var run = _cli.RunAsync(_service, "jobs tail --state running,failed --service web", _stop.Token);

        await Until.IsAsync("two changes", TimeSpan.FromSeconds(20), () => Task.FromResult(_cli.Lines.Count == 2 ? _cli : null));
        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Equal("?state=running&state=failed&service=web", Assert.Single(_service.Requests).Query);
        Assert.Equal(
            [
                "11:45:00  ● running    a                         web",
                "11:45:00  ✗ failed     b                         web           OOMKilled",
            ],
            _cli.Lines);
        Assert.Equal("", _cli.Error);
    }

    [Fact]
    public async Task Hands_programs_one_document_a_line()
    {
        _service.On("GET /api/jobs/changes", async context =>
        {
            await SendAsync(context, """data: {"id":"a","x":1}""", """data: {"id":"b"}""");
            await EndlessAsync(context);
        });
        var run = _cli.RunAsync(_service, "jobs tail --json", _stop.Token);

        await Until.IsAsync("two changes", TimeSpan.FromSeconds(20), () =>
            Task.FromResult(_cli.Raw == "{\"id\":\"a\",\"x\":1}\n{\"id\":\"b\"}\n" ? _cli : null));
        await _stop.CancelAsync();

        Assert.Equal((ExitCode.Interrupted, ""), (await run, _cli.Out));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Takes_up_a_stream_that_broke_off(bool abort)
    {
        var turn = 0;
        _service.On("GET /api/jobs/changes", async context =>
        {
            turn++;
            if (turn == 2)
            {
                context.Response.StatusCode = 503;
                return;
            }

            await SendAsync(context, Data(Json.Entry($"job-{turn}")));
            if (turn > 2)
            {
                await EndlessAsync(context);
            }
            else if (abort)
            {
                // An abort may overtake what was sent; the stream must have been seen to break off.
                await ShownAsync("job-1");
                context.Abort();
            }
        });
        var run = _cli.RunAsync(_service, "jobs tail", _stop.Token);

        await ShownAsync("job-3");
        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Equal("! The stream broke off; trying again. Changes in between are not shown.\n", _cli.Error);
    }

    [Fact]
    public async Task Gives_up_when_the_service_stays_away()
    {
        var cli = new Support.Cli { Patience = TimeSpan.FromMilliseconds(50) };
        var turn = 0;
        _service.On("GET /api/jobs/changes", context =>
        {
            context.Response.StatusCode = turn++ == 0 ? 200 : 503;
            return Task.CompletedTask;
        });

        Assert.Equal(ExitCode.Unavailable, await cli.RunAsync(_service, "jobs tail", _stop.Token));
    }

    [Fact]
    public async Task Is_refused_at_once()
    {
        _service.Problem("GET /api/jobs/changes", 403, "Not you.");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "jobs tail", _stop.Token));
        Assert.Equal("jobworker: Not you.\n", _cli.Error);
    }

    private Task<Support.Cli> ShownAsync(string text) => Until.IsAsync(text, TimeSpan.FromSeconds(20), () =>
        Task.FromResult(_cli.Out.Contains(text, StringComparison.Ordinal) ? _cli : null));

    private static string Data(string json) => $"data: {json.ReplaceLineEndings("")}";

    private static async Task SendAsync(HttpContext context, params string[] blocks)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var block in blocks)
        {
            await context.Response.WriteAsync(block + "\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static Task EndlessAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
