using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;

namespace JobWorker.Cli.Tests.Commands;

public sealed class TheCallbacks : IAsyncLifetime
{
    private const string Ledger = """
        {"id":"a","version":9,"callbacks":[
          {"sequence":0,"status":0,"webhookId":"msg_0","url":"https://a.example/x","state":"delivered","at":"2026-01-31T11:00:00Z","detail":{"jobId":"u"},
           "attempts":[{"number":1,"at":"2026-01-31T11:00:01Z","status":500,"durationMs":33,"error":"status 500","nextTryAt":"2026-01-31T11:00:06Z"},
                       {"number":2,"at":"2026-01-31T11:30:00Z","status":204,"durationMs":9}],
           "resends":[{"at":"2026-01-31T11:29:00Z","url":"https://a.example/x"}]},
          {"sequence":1,"status":3,"webhookId":"msg_1","url":"https://a.example/x","state":"ended","at":"2026-01-31T11:00:00Z","detail":{},"attempts":[],"resends":[]}]}
        """;

    private readonly Support.Cli _cli = new();
    private FakeService _service = null!;

    public async Task InitializeAsync() => _service = await FakeService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Are_shown_with_every_attempt_in_order()
    {
        _service.On("GET /api/jobs/a/callbacks", Ledger);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "callbacks list a"));
        Assert.Equal(
            [
                "a  2 callbacks",
                "├── #0 created      ✓ delivered  https://a.example/x  msg_0",
                "│   ├──  1  11:00:01  500  33 ms  status 500",
                "│   ├──  ↻  11:29:00  sent again to https://a.example/x",
                "│   └──  2  11:30:00  204  9 ms",
                "└── #1 failed       ✗ ended  https://a.example/x  msg_1",
            ],
            _cli.Lines);
    }

    [Fact]
    public async Task Are_passed_on_to_programs_as_they_came()
    {
        _service.On("GET /api/jobs/a/callbacks", Ledger);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "callbacks list a --json"));
        Json.Same(Ledger, _cli.Raw);
    }

    [Theory]
    [InlineData("callbacks resend a 2", "POST /api/jobs/a/callbacks/2/resend", "")]
    [InlineData("callbacks resend a 0 --url https://b.example/y", "POST /api/jobs/a/callbacks/0/resend", """{"url":"https://b.example/y"}""")]
    [InlineData("jobs resend a", "POST /api/jobs/a/resend", "")]
    [InlineData("jobs resend a --url https://b.example/y", "POST /api/jobs/a/resend", """{"url":"https://b.example/y"}""")]
    public async Task Are_sent_again(string command, string line, string body)
    {
        _service.On(line, """{"id":"a","state":"failed","version":9}""", 202);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, command));
        Assert.Equal((line, body), (_service.Requests[0].Line, _service.Requests[0].Body));
        Assert.StartsWith("✓ resent  a  ", _cli.Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_not_sent_again_where_the_service_says_why()
    {
        _service.Problem("POST /api/jobs/a/callbacks/0/resend", 409, "Callback 0 is already pending.");

        Assert.Equal(ExitCode.Refused, await _cli.RunAsync(_service, "callbacks resend a 0"));
        Assert.Equal("jobworker: Callback 0 is already pending.\n", _cli.Error);
    }

    [Theory]
    [InlineData("callbacks resend a last", "SEQ must be a whole number from 0; 'last' is not.")]
    [InlineData("callbacks resend a -1", "SEQ must be a whole number from 0; '-1' is not.")]
    [InlineData("callbacks resend a 0 --url ftp://x", "--url must be an absolute http or https URL")]
    [InlineData("jobs resend", "resend needs IDs, a filter such as --state, or --all.")]
    [InlineData("jobs list --callback gone", "--callback must be one of dead, pending, delivered, none; 'gone' is not.")]
    public async Task Are_asked_for_rightly_or_not_at_all(string command, string error)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(_service, command));
        Assert.Contains(error, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task That_are_dead_are_listed()
    {
        _service.On("GET /api/jobs", Json.Page(null, Json.Entry("a").Replace("\"attempt\"", "\"callback\":\"dead\",\"attempt\"", StringComparison.Ordinal), Json.Entry("b")));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs list --callback Dead"));
        Assert.Equal("?callback=dead&limit=100", _service.Requests[0].Query);
        Assert.Contains("CALLBACKS", _cli.Lines[0], StringComparison.Ordinal);
        Assert.Contains("✗ dead", _cli.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("dead", _cli.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_filter_are_sent_again_as_one_operation_with_the_corrected_url()
    {
        _service.On("POST /api/operations", Json.Operation("Running"), 202).On("GET /api/operations/op-1", Json.Operation("Done", 3, 3));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(_service, "jobs resend --service web --url https://b.example/y --yes"));
        Json.Same(
            """{"verb":"resend","filter":{"service":"web","callback":"dead"},"url":"https://b.example/y"}""", _service.Requests[0].Body);
        Assert.Equal(["✓ resent 3 of 3 jobs"], _cli.Lines);
    }
}
