using System.Diagnostics;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Tools;

/// <summary>The built <c>jobworker</c> on lists, changes and operations of a running service.</summary>
public sealed class TheCommandLineOfManyJobs(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private readonly World _world = fixture.World;
    private readonly string _service = $"s{JobMessages.NewId()}";

    [Fact]
    public async Task Lists_page_by_page_what_the_filter_allows()
    {
        string[] ids = [await SubmitAsync("true"), await SubmitAsync("true"), await SubmitAsync("exit 1")];
        await ListedAsync(3, "succeeded,failed");

        var all = await RunAsync("list", "--service", _service, "--all");
        var newest = await RunAsync("list", "--service", _service, "--limit", "1", "--json");
        var failed = await RunAsync(
            "list", "--service", _service, "--state", "failed", "--reason", "ExitCode", "--from", "1h", "--json");
        var none = await RunAsync("list", "--service", _service, "--to", "1h");

        Assert.All([all, newest, failed, none], run => Assert.Equal(0, run.Exit));
        Assert.Equal(4, all.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal([ids[2]], IdsOf(newest));
        Assert.NotEqual(JsonValueKind.Null, newest.Json.GetProperty("next").ValueKind);
        Assert.Equal([ids[2]], IdsOf(failed));
        Assert.Equal("", none.Out);
    }

    [Fact]
    public async Task Shows_changes_as_they_happen_until_it_is_interrupted()
    {
        using var tail = CommandRun.Start(_world, "jobs", "tail", "--service", _service, "--json");

        // Only what happens from the moment it listens is shown, so there must be jobs until it does.
        var line = tail.StandardOutput.ReadLineAsync();
        var id = "";
        await _world.WaitAsync("a change to be shown", TimeSpan.FromSeconds(40), async () =>
        {
            id = await SubmitAsync("true");
            return await Task.WhenAny(line, Task.Delay(TimeSpan.FromSeconds(1))) == line ? line : null;
        });
        using (var interrupt = Process.Start("kill", ["-INT", $"{tail.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        await tail.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        using var change = JsonDocument.Parse((await line)!);
        Assert.Equal(130, tail.ExitCode);
        Assert.Equal(_service, change.RootElement.GetProperty("service").GetString());
    }

    [Fact]
    public async Task Ends_all_jobs_of_a_filter_and_runs_them_once_more()
    {
        string[] ids = [await SubmitAsync("sleep 600"), await SubmitAsync("sleep 600"), await SubmitAsync("sleep 600")];
        await ListedAsync(3, "running");

        var unasked = await RunAsync("cancel", "--service", _service);
        var cancel = await RunAsync("cancel", "--service", _service, "--yes");
        await ListedAsync(3, "aborted");
        foreach (var id in ids)
        {
            await _world.JobAsync(id, "to be removed", j => j.Events.Contains("JobRemoved"));
        }

        var redrive = await RunAsync("redrive", "--service", _service, "--reason", "Cancelled", "--yes", "--json");
        await ListedAsync(3, "created,running");
        var again = await RunAsync("cancel", "--service", _service, "--yes");

        Assert.Equal((2, ""), (unasked.Exit, unasked.Out));
        Assert.Equal((0, "✓ cancelled 3 of 3 jobs\n"), (cancel.Exit, cancel.Out));
        Assert.Equal((0, 3), (redrive.Exit, redrive.Json.GetProperty("done").GetInt32()));
        Assert.Equal(0, again.Exit);
    }

    [Fact]
    public async Task Verifies_the_journals_of_a_filter()
    {
        await SubmitAsync("true");
        await SubmitAsync("true");
        await ListedAsync(2, "succeeded");

        var verify = await RunAsync("verify", "--service", _service);

        Assert.Equal((0, ""), (verify.Exit, verify.Error));
        Assert.Matches("^2 journals: 2 intact; [0-9]+ events, 0 callbacks\n$", verify.Out);
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.OfAsync(_world, ["jobs", .. args]);

    private async Task<string> SubmitAsync(string script)
    {
        var message = JobMessages.Shell(JobMessages.NewId(), script);
        message["service"] = _service;
        Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));

        return message["id"]!.GetValue<string>();
    }

    /// <summary>Lists follow the jobs within about a second.</summary>
    private Task<string[]> ListedAsync(int count, string states) =>
        _world.WaitAsync($"{count} jobs to be {states}", TimeSpan.FromSeconds(60), async () =>
        {
            var (status, body) = await _world.Api.GetAsync($"/api/jobs?service={_service}&state={states}");
            using var list = JsonDocument.Parse(body);

            return status == 200 && list.RootElement.GetProperty("jobs").GetArrayLength() == count ? Array.Empty<string>() : null;
        });

    private static IEnumerable<string?> IdsOf(CommandRun run) =>
        run.Json.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString());
}
