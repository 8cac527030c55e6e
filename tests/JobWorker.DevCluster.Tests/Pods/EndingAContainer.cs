using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Pods;

public sealed class EndingAContainer : ClusterTest
{
    // Kubernetes turns $$ into $ before a shell sees it.
    [Theory]
    [InlineData("exit 0", "Succeeded", 0, "Completed")]
    [InlineData("exit 42", "Failed", 42, "Error")]
    [InlineData("kill -9 $$$$", "Failed", 137, "Error")]
    [InlineData("kill -11 $$$$", "Failed", 139, "Error")]
    [InlineData("no-such-program", "Failed", 127, "Error")]
    public async Task Tells_its_exit_code(string script, string phase, int exitCode, string reason)
    {
        await CreateAsync(Pods, Manifest.Pod("p", script));
        var pod = await UntilAsync(Pods, "p", obj => obj.HasEnded());
        var end = pod.State("terminated");

        Assert.Equal((phase, (long?)exitCode, reason), (pod.Phase(), end.Number("exitCode"), end.Text("reason")));
        Assert.NotNull(end.Time("startedAt"));
        Assert.NotNull(end.Time("finishedAt"));
        Assert.StartsWith("devcluster://", end.Text("containerID"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("/etc/passwd", "permission denied")]
    public async Task Cannot_even_begin_without_an_executable(string command, string message)
    {
        await CreateAsync(Pods, Manifest.Pod("p", "", container => container["command"] = new JsonArray(command)));
        var pod = await UntilAsync(Pods, "p", obj => obj.HasEnded());
        var end = pod.State("terminated");

        Assert.Equal((128L, "StartError"), (end.Number("exitCode"), end.Text("reason")));
        Assert.Contains(message, end.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_its_background_children_along()
    {
        await CreateAsync(Pods, Manifest.Pod("p", "sleep 300 & echo $!"));
        await UntilAsync(Pods, "p", obj => obj.HasEnded());
        var child = int.Parse(await LogsAsync("p"));

        await AssertEndsAsync(child);
    }

    [Fact]
    public async Task Comes_gently_at_first_when_the_pod_is_deleted()
    {
        var file = Path.GetTempFileName();
        await CreateAsync(Pods, Manifest.Pod("p", $"trap 'echo bye > {file}; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
        await UntilLoggedAsync("p", "up");
        var (_, marked) = await SendAsync(HttpMethod.Delete, $"{Pods}/p");
        Assert.Equal(30, marked.Number("metadata", "deletionGracePeriodSeconds"));
        await UntilGoneAsync(Pods, "p");

        Assert.Equal("bye\n", await File.ReadAllTextAsync(file));
        File.Delete(file);
    }

    [Fact]
    public async Task Comes_by_force_when_there_is_no_grace()
    {
        await CreateAsync(Pods, Manifest.Pod("p", "trap '' TERM; echo $$$$; while :; do sleep 0.05; done"));
        var pid = int.Parse(await UntilLoggedAsync("p", "\n"));
        await SendAsync(HttpMethod.Delete, $"{Pods}/p?gracePeriodSeconds=1");
        await UntilGoneAsync(Pods, "p");

        await AssertEndsAsync(pid);
    }

    [Fact]
    public async Task Runs_init_containers_first_and_the_others_together()
    {
        var file = Path.GetTempFileName();
        var pod = Manifest.Pod("p", $"cat {file}");
        var spec = pod["spec"]!.AsObject();
        JsonObject Container(string name, string script) => new()
        {
            ["name"] = name,
            ["image"] = "i",
            ["command"] = new JsonArray("sh", "-c", script),
        };
        spec["initContainers"] = new JsonArray(Container("one", $"echo 1 >> {file}"), Container("two", $"echo 2 >> {file}"));
        spec["containers"]!.AsArray().Add(Container("side", "exit 5"));
        await CreateAsync(Pods, pod);
        var ended = await UntilAsync(Pods, "p", obj => obj.HasEnded());

        Assert.Equal("Failed", ended.Phase());
        Assert.Equal("1\n2\n", await LogsAsync("p", "?container=main"));
        Assert.Equal([0L, 5L], ended.Items("status", "containerStatuses").Select(c => c.Number("state", "terminated", "exitCode")!.Value));
        File.Delete(file);
    }

    private async Task<string> UntilLoggedAsync(string pod, string text)
    {
        await UntilAsync(Pods, pod, obj => obj.Phase() == "Running");
        await using var log = await Http.GetStreamAsync($"{Pods}/{pod}/log?follow=true");
        using var reader = new StreamReader(log);
        var line = await reader.ReadLineAsync() + "\n";
        Assert.Contains(text, line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>The signal has been sent; the kernel takes a moment.</summary>
    private static async Task AssertEndsAsync(int pid)
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (IsAlive(pid))
        {
            await Task.Delay(10, timer.Token);
        }
    }

    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
}
