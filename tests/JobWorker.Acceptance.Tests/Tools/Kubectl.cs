using System.Diagnostics;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Tools;

public sealed class Kubectl(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private const string Missing = "kubectl is not installed";

    private static readonly string? Program = Repository.Tool("kubectl");

    [SkippableFact]
    public async Task Waits_for_a_job_and_shows_it_and_its_log()
    {
        Skip.If(Program is null, Missing);
        var name = await CreateAsync("echo hello; sleep 1");

        var waited = await RunAsync("wait", "--for=condition=complete", "--timeout=20s", $"job/{name}");
        Assert.Contains("condition met", waited, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{name} .*1/1", await RunAsync("get", "jobs"));
        Assert.Equal("hello", (await RunAsync("logs", $"job/{name}")).Trim());
    }

    [SkippableFact]
    public async Task Deletes_a_job()
    {
        Skip.If(Program is null, Missing);
        var name = await CreateAsync("sleep 60");

        Assert.Contains("deleted", await RunAsync("delete", "job", name, "--timeout=20s"), StringComparison.Ordinal);
        Assert.DoesNotContain(name, await RunAsync("get", "jobs", "-o", "name"), StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(string script)
    {
        var id = JobMessages.NewId();
        await fixture.World.Api.SubmitAsync(JobMessages.Shell(id, script).Bytes());

        return (await fixture.World.JobAsync(id, "to run", j => j.Events.Contains("PodStarted"))).JobName!;
    }

    private async Task<string> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Program!, ["--kubeconfig", fixture.World.Kubeconfig, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', args)}: {await error}");

        return await output;
    }
}
