using System.Diagnostics;
using JobWorker.DevCluster.Node;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Kubectl;

public sealed class UsingKubectl : ClusterTest, IDisposable
{
    private static readonly string? Kubectl =
        Executables.Find("kubectl", "/", Environment.GetEnvironmentVariable("PATH") ?? Executables.DefaultPath).File;

    private readonly string home = Directory.CreateTempSubdirectory("kubectl-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [SkippableFact]
    public async Task Applies_waits_prints_and_deletes()
    {
        Assert.Contains("job.batch/hello created", await RunAsync("apply", "-f", Write(Manifest.Job("hello", "echo hi").ToJsonString())), StringComparison.Ordinal);
        Assert.Contains("condition met", await RunAsync("wait", "--for=condition=complete", "job/hello", "--timeout=15s"), StringComparison.Ordinal);

        var jobs = await RunAsync("get", "jobs");
        Assert.Matches(@"NAME +STATUS +COMPLETIONS +DURATION +AGE", jobs);
        Assert.Matches(@"hello +Complete +1/1 +\d+s +\d+s", jobs);
        var pods = await RunAsync("get", "pods");
        Assert.Matches(@"NAME +READY +STATUS +RESTARTS +AGE", pods);
        Assert.Matches(@"hello-\w{5} +0/1 +Completed +0 +\d+s", pods);
        Assert.Equal("hi\n", await RunAsync("logs", "job/hello"));
        Assert.Contains("0 Active (0 Ready) / 1 Succeeded / 0 Failed", await RunAsync("describe", "job", "hello"), StringComparison.Ordinal);

        Assert.Contains("unchanged", await RunAsync("apply", "-f", Path.Combine(home, "manifest")), StringComparison.Ordinal);
        Assert.Contains("labeled", await RunAsync("label", "job", "hello", "a=b"), StringComparison.Ordinal);
        Assert.Contains("deleted", await RunAsync("delete", "job", "hello"), StringComparison.Ordinal);
        Assert.DoesNotContain("hello", await RunAsync("get", "jobs"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Creates_from_its_own_flags()
    {
        await RunAsync("create", "namespace", "other");
        await RunAsync("create", "configmap", "map", "-n", "other", "--from-literal=WHO=world");
        await RunAsync("create", "secret", "generic", "s", "-n", "other", "--from-literal=PASS=word");
        await RunAsync("create", "job", "j", "-n", "other", "--image=busybox", "--", "echo", "hi");
        await RunAsync("wait", "-n", "other", "--for=condition=complete", "job/j", "--timeout=15s");

        Assert.Equal("hi\n", await RunAsync("logs", "-n", "other", "job/j"));
        Assert.Equal("world", await RunAsync("get", "cm", "map", "-n", "other", "-o", "jsonpath={.data.WHO}"));
        Assert.Equal("d29yZA==", await RunAsync("get", "secret", "s", "-n", "other", "-o", "jsonpath={.data.PASS}"));
        Assert.Contains("deleted", await RunAsync("delete", "namespace", "other"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Asks_for_version_and_resources()
    {
        Assert.Contains("Server Version: v1.32.0", await RunAsync("version"), StringComparison.Ordinal);
        Assert.Matches(@"jobs +batch/v1 +true +Job", await RunAsync("api-resources"));
        Assert.Contains("yes", await RunAsync("auth", "can-i", "create", "jobs"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        Skip.If(Kubectl is null, "kubectl is not on the PATH");
        var config = Path.Combine(home, "config");
        await File.WriteAllTextAsync(config, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: dev, cluster: {server: "{{{Url}}}"}}]
            contexts: [{name: dev, context: {cluster: dev, user: dev}}]
            users: [{name: dev, user: {}}]
            current-context: dev
            """);
        var start = new ProcessStartInfo(Kubectl!, ["--kubeconfig", config, "--cache-dir", Path.Combine(home, "cache"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {await error}");
        return output;
    }

    private string Write(string text)
    {
        var path = Path.Combine(home, "manifest");
        File.WriteAllText(path, text);
        return path;
    }
}
