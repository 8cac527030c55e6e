using System.Text;
using System.Text.Json;
using JobWorker.Core;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Callbacks.Egress;
using JobWorker.Host.Tests.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Api;

public sealed class TheCallbacksOfAJob : IAsyncLifetime, IJobs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();
    private WebServer _server = null!;
    private (string Id, JobCommand Command)? _told;
    private JobReply _reply = new(JobState.Failed, 9);
    private bool _jobsAway;

    private Journal<Job, JobEvent> Journal => new(
        _slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", TimeProvider.System);

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync(
            app =>
            {
                app.MapCallbackApi();
                app.MapJobVerification();
            },
            services =>
            {
                services.AddProblemDetails();
                services.AddSingleton<TimeProvider>(_clock);
                services.AddSingleton(Journal);
                services.AddSingleton(new JournalCheck(_slots, "j-"));
                services.AddSingleton<IJobs>(this);
                services.AddSingleton(new JobPolicy
                {
                    WebhookHosts = ["hooks.example.com", "169.254.169.254"],
                    Callbacks =
                    [
                        new() { Namespace = "n", Urls = ["https://hooks.example.com/", "http://169.254.169.254/"] },
                        new() { Namespace = "other", Urls = ["http://hooks.example.com/"] },
                    ],
                });
                services.AddSingleton(TheAddressGuard.Guard());
                services.AddSingleton(new CallbackRoutes(Options.Create(new CallbackOptions())));
                services.AddTransient<SubmissionRules>();
            });
        await WriteAsync(
            "a",
            new JobRequested(new JobRequest("a", "svc", new JobSpec { PrefixName = "p", Namespace = "n", Image = "i" }, "http://client/"), "h", [], Noon),
            new JobCreated(new JobRef("n", "p-1", "uid"), Noon),
            new CallbackFailed(0, 1, 500, "status 500", 7, Noon.AddSeconds(5), Noon),
            new JobFailed(new CallbackError("A108", "exit code 1", "ExitCode"), Noon),
            new CallbackAbandoned(0, 2, 410, "gone", true, Noon, 8, CountsOn: true));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Are_listed_with_every_attempt()
    {
        var (status, body) = await GetAsync("/api/jobs/a/callbacks");

        Assert.Equal((200, "a", 5), (status, body.GetProperty("id").GetString(), body.GetProperty("version").GetInt32()));
        var first = body.GetProperty("callbacks")[0];
        Assert.Equal(
            (0, 0, CallbackIds.Of("a", 0), "http://client/", "ended", "uid"),
            (first.GetProperty("sequence").GetInt32(), first.GetProperty("status").GetInt32(), first.GetProperty("webhookId").GetString(),
                first.GetProperty("url").GetString(), first.GetProperty("state").GetString(),
                first.GetProperty("detail").GetProperty("jobId").GetString()));
        Assert.Equal(
            """{"number":1,"at":"2026-01-01T12:00:00+00:00","url":"http://client/","status":500,"durationMs":7,"error":"status 500","nextTryAt":"2026-01-01T12:00:05+00:00"}""",
            first.GetProperty("attempts")[0].GetRawText());
        Assert.Equal(2, body.GetProperty("callbacks").GetArrayLength());
    }

    [Fact]
    public async Task Of_a_job_nobody_knows_are_not_there()
    {
        var (status, body) = await GetAsync("/api/jobs/b/callbacks");

        Assert.Equal((404, "There is no job b."), (status, body.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("callbacks/1/resend", null, 1, null)]
    [InlineData("callbacks/1/resend", "{}", 1, null)]
    [InlineData("callbacks/0/resend", """{"url":null}""", 0, null)]
    [InlineData("callbacks/0/resend", """{"url":"https://hooks.example.com/new"}""", 0, "https://hooks.example.com/new")]
    [InlineData("resend", """{"url":"https://hooks.example.com/new"}""", null, "https://hooks.example.com/new")]
    [InlineData("resend", null, null, null)]
    public async Task Are_sent_again(string path, string? body, int? sequence, string? url)
    {
        var (status, answer) = await PostAsync(path, body);

        Assert.Equal((202, """{"id":"a","state":"failed","version":9}"""), (status, answer.GetRawText()));
        Assert.Equal(("a", new JobCommand.Resend(sequence, url, _clock.GetUtcNow())), _told);
    }

    [Theory]
    [InlineData("nonsense", "body", "must be a JSON object such as")]
    [InlineData("[]", "body", "must be a JSON object such as")]
    [InlineData("""{"url":5}""", "url", "must be Unicode text")]
    [InlineData("""{"url":"\ud800"}""", "url", "must be Unicode text")]
    [InlineData("""{"url":"http://x.example/\ud800"}""", "url", "must be Unicode text")]
    [InlineData("""{"\ud800":1}""", "\\ud800", "is not known here; url is")]
    [InlineData("""{"url":""}""", "url", "must be an absolute http or https URL")]
    [InlineData("""{"url":"ftp://hooks.example.com/"}""", "url", "must be an absolute http or https URL")]
    [InlineData("""{"url":"https://user:pw@hooks.example.com/"}""", "url", "must be an absolute http or https URL")]
    [InlineData("""{"url":"https://evil.example.com/"}""", "url", "policy WebhookHosts does not allow 'evil.example.com'")]
    [InlineData(
        """{"url":"http://hooks.example.com/"}""",
        "url",
        "policy Callbacks does not allow 'http://hooks.example.com/' for namespace 'n' and service 'svc'")]
    [InlineData("""{"url":"http://169.254.169.254/"}""", "url", "is refused by the egress guard: 169.254.169.254 is")]
    [InlineData("""{"href":"https://hooks.example.com/"}""", "href", "is not known here; url is")]
    public async Task Are_not_sent_to_a_url_that_breaks_a_rule(string body, string field, string rule)
    {
        var (status, answer) = await PostAsync("callbacks/0/resend", body);

        Assert.Equal(400, status);
        Assert.StartsWith(rule, answer.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        Assert.Null(_told);
    }

    [Theory]
    [InlineData(RefusalCode.Conflict, JobState.Failed, 409, "why")]
    [InlineData(RefusalCode.NotFound, JobState.Failed, 404, "why")]
    [InlineData(RefusalCode.NotFound, JobState.None, 404, "There is no job a.")]
    public async Task Are_not_sent_again_where_the_job_refuses(object code, JobState state, int status, string detail)
    {
        _reply = new JobReply(state, 9, (RefusalCode)code, "why");

        var (answered, body) = await PostAsync("callbacks/0/resend", null);

        Assert.Equal((status, detail), (answered, body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Are_not_sent_again_where_the_job_cannot_be_reached_or_there_is_no_number()
    {
        Assert.Equal(404, (await PostAsync("callbacks/last/resend", null)).Status);
        Assert.Equal(404, (await PostAsync("callbacks/-1/resend", null)).Status);
        _jobsAway = true;
        Assert.Equal(503, (await PostAsync("callbacks/0/resend", null)).Status);
    }

    [Fact]
    public async Task Are_proved_with_the_journal()
    {
        var (status, proof) = await GetAsync("/api/jobs/a/verify");

        Assert.Equal((200, true), (status, proof.GetProperty("intact").GetBoolean()));
        Assert.Equal((await Journal.LoadAsync("a", default)).Head.Hash, proof.GetProperty("hash").GetString());
        Assert.Equal("""{"callbacks":2,"delivered":0,"attempts":2}""", proof.GetProperty("ledger").GetRawText());
    }

    [Fact]
    public async Task Are_not_proved_by_events_that_were_written_in_a_wrong_order()
    {
        await WriteAsync("a", new CallbackDelivered(1, 1, 200, 5, Noon));

        var (_, proof) = await GetAsync("/api/jobs/a/verify");

        Assert.Equal(
            (false, 6, 1, "Event 6 breaks the order of callbacks: callback 1 was given up already and not sent again."),
            (proof.GetProperty("intact").GetBoolean(), proof.GetProperty("brokenAt").GetInt32(), proof.GetProperty("sequence").GetInt32(),
                proof.GetProperty("problem").GetString()));
    }

    async Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        await Task.Yield();
        _told = (id, command);

        return _jobsAway ? throw new JobUnreachableException(id, new TimeoutException()) : _reply;
    }

    private async Task WriteAsync(string id, params JobEvent[] events) =>
        await Journal.AppendAsync(await Journal.LoadAsync(id, default), events, null, default);

    private async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(_server.Url + path);

        return ((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"{_server.Url}/api/jobs/a/{path}", content);

        return ((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }
}
