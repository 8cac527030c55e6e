using System.Diagnostics;
using System.Text;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Tools;

/// <summary>The built <c>jobworker</c> against a running service.</summary>
public sealed class TheCommandLine(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private readonly World _world = fixture.World;
    private readonly string _id = JobMessages.NewId();

    [Fact]
    public async Task Follows_a_job_from_its_message_to_its_end_and_tells_all_about_it()
    {
        var message = JobMessages.Shell(_id, "echo hello; echo world", Receiver.Url(_world.ReceiverPort)).Bytes();

        var submit = await CommandRun.OfAsync(_world, message, "jobs", "submit", "-", "--wait");
        await _world.FinishedAsync(_id);
        var show = await RunAsync("show", _id);
        var events = await RunAsync("events", _id);
        var log = await RunAsync("logs", _id, "--tail", "1");
        var verify = await RunAsync("verify", _id);

        Assert.Equal((0, ""), (submit.Exit, submit.Error));
        Assert.Matches($@"^✓ accepted  {_id}\n +1  .* · requested\n(.*\n)* .*✓ succeeded\n", submit.Out);
        Assert.EndsWith($"✓ succeeded  {_id}\n", submit.Out, StringComparison.Ordinal);
        Assert.StartsWith($"✓ succeeded  {_id}\n", show.Out, StringComparison.Ordinal);
        Assert.Matches(@"k8s job +default/test-[0-9a-f]{8} *\n", show.Out);
        Assert.Matches(@"── #2 complete +✓ delivered  \d\d:\d\d:\d\d  204", show.Out);
        Assert.Matches("(?m)^ +1  .* job.requested.v1 ", events.Out);
        Assert.Equal("world\n", log.Out);
        Assert.Matches($"^✓ intact      {_id}  [0-9]+ events, 3 callbacks, 3 delivered  [0-9a-f]{{64}}\n$", verify.Out);
        Assert.All([show, events, log, verify], run => Assert.Equal((0, ""), (run.Exit, run.Error)));
    }

    [Fact]
    public async Task Ends_with_1_and_the_reason_when_the_job_fails_and_runs_it_once_more()
    {
        var submit = await CommandRun.OfAsync(_world, JobMessages.Shell(_id, "exit 7").Bytes(), "jobs", "submit", "-", "--wait");
        var failed = await RunAsync("show", _id, "--json");
        var redrive = await RunAsync("redrive", _id);
        var again = await _world.JobAsync(_id, "to fail again", j => j.Events.Count(e => e == "JobFailed") == 2);
        var then = await RunAsync("show", _id, "--at", $"{failed.Json.GetProperty("version").GetInt32()}");

        Assert.Equal(1, submit.Exit);
        Assert.Contains($"✗ failed  {_id}  ExitCode\n", submit.Out, StringComparison.Ordinal);
        Assert.Equal(7, failed.Json.GetProperty("error").GetProperty("exitCode").GetInt32());
        Assert.Equal((0, ""), (redrive.Exit, redrive.Error));
        Assert.Matches($"^✓ redriven  {_id}  now (requested|created)\n$", redrive.Out);
        Assert.Equal(2, again.Json.GetProperty("attempt").GetInt32());
        Assert.DoesNotContain("redriven", then.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_a_job_and_says_why_it_cannot_twice()
    {
        await _world.Api.SubmitAsync(JobMessages.Shell(_id, "sleep 600").Bytes());
        await _world.JobAsync(_id, "to run", j => j.State == "running");

        var refused = await RunAsync("redrive", _id);
        var cancel = await RunAsync("cancel", _id);
        var twice = await RunAsync("cancel", _id, "--json");
        var nobody = await RunAsync("cancel", "nobody");
        await _world.JobAsync(_id, "to be removed", j => j.Events.Contains("JobRemoved"));

        Assert.Equal((0, $"✓ cancelled  {_id}  now aborted\n", ""), (cancel.Exit, cancel.Out, cancel.Error));
        Assert.All([refused, twice, nobody], run => Assert.Equal(1, run.Exit));
        Assert.StartsWith($"jobworker: {_id}: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(_id, twice.Json[0].GetProperty("id").GetString());
        Assert.Equal("jobworker: nobody: There is no job nobody.\n", nobody.Error);
    }

    [Fact]
    public async Task Names_the_fields_and_rules_of_a_message_that_breaks_them()
    {
        var message = JobMessages.Shell(_id, "true", change: job => job["namespace"] = "No Such").Bytes();

        var tried = await CommandRun.OfAsync(_world, message, "jobs", "submit", "-", "--dry-run");
        var sent = await CommandRun.OfAsync(_world, message, "jobs", "submit", "-");

        Assert.Equal((1, 1), (tried.Exit, sent.Exit));
        Assert.StartsWith($"✗ not valid  {_id}\n", tried.Out, StringComparison.Ordinal);
        Assert.Matches("(?m)^  job.namespace  .*DNS", tried.Out);
        Assert.StartsWith("jobworker: The message breaks rules.\n", sent.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^  job.namespace  .*DNS", sent.Error);
        Assert.Equal(1, (await RunAsync("show", _id)).Exit);
    }

    [Fact]
    public async Task Follows_a_log_until_it_is_interrupted()
    {
        await _world.Api.SubmitAsync(JobMessages.Shell(_id, "echo one; sleep 600").Bytes());
        await _world.JobAsync(_id, "to run", j => j.State == "running");
        using var follow = CommandRun.Start(_world, "jobs", "logs", _id, "--follow");

        Assert.Equal("one", await follow.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        using (var interrupt = Process.Start("kill", ["-INT", $"{follow.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        await follow.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(130, follow.ExitCode);
        Assert.Equal(0, (await RunAsync("cancel", _id)).Exit);
    }

    [Fact]
    public async Task Finds_the_event_that_somebody_edited_in_the_store()
    {
        await _world.Api.SubmitAsync(JobMessages.Shell(_id, "exit 1").Bytes());
        var job = await _world.FinishedAsync(_id);
        var version = 1 + job.Events.ToList().IndexOf("JobFailed");
        await EditAsync($"job-worker-{_id}", json => json.Replace("\"exitCode\":1", "\"exitCode\":0", StringComparison.Ordinal));

        var verify = await RunAsync("verify", _id);
        var document = await RunAsync("verify", _id, "--json");

        Assert.Equal((1, 1), (verify.Exit, document.Exit));
        Assert.StartsWith($"✗ not intact  {_id}  Event {version} is not the one", verify.Out, StringComparison.Ordinal);
        Assert.False(document.Json[0].GetProperty("intact").GetBoolean());
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.OfAsync(_world, ["jobs", .. args]);

    /// <summary>Changes a value through the sidecar, past the service.</summary>
    private async Task EditAsync(string key, Func<string, string> change)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_world.SidecarPort}/v1.0/state/") };
        using var found = await http.GetAsync($"statestore/{key}");
        var before = await found.Content.ReadAsStringAsync();
        var after = change(before);
        Assert.NotEqual(before, after);
        var write = $$"""[{"key":"{{key}}","value":{{after}},"etag":"{{found.Headers.NonValidated["ETag"]}}"}]""";
        using var body = new StringContent(write, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("statestore", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
