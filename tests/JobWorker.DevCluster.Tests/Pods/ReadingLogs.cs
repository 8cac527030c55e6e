using System.Net;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Pods;

public sealed class ReadingLogs : ClusterTest
{
    [Theory]
    [InlineData("", "1\n2\n3\nend")]
    [InlineData("?tailLines=2", "3\nend")]
    [InlineData("?tailLines=0", "")]
    [InlineData("?limitBytes=3", "1\n2")]
    [InlineData("?follow=true", "1\n2\n3\nend")]
    [InlineData("?sinceSeconds=100", "1\n2\n3\nend")]
    [InlineData("?sinceTime=2999-01-01T00:00:00Z", "")]
    [InlineData("?container=main", "1\n2\n3\nend")]
    public async Task Gives_the_part_that_was_asked_for(string query, string expected)
    {
        await RunAsync("echo 1; echo 2 >&2; echo 3; printf end");

        Assert.Equal(expected, await LogsAsync("p", query));
    }

    [Fact]
    public async Task Begins_lines_with_their_time_when_asked()
    {
        await RunAsync("echo hi");

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z hi\n$", await LogsAsync("p", "?timestamps=true"));
    }

    [Theory]
    [InlineData("?previous=true", "previous terminated container")]
    [InlineData("?container=other", "is not valid for pod p")]
    [InlineData("?tailLines=x", "invalid tailLines")]
    public async Task Refuses_what_it_cannot_give(string query, string message)
    {
        await RunAsync("true");
        var (status, body) = await SendAsync(HttpMethod.Get, $"{Pods}/p/log{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(message, body.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_while_the_container_waits()
    {
        await CreateAsync(Pods, Manifest.Pod("p", "", container => container.Remove("command")));
        await UntilAsync(Pods, "p", obj => obj.State("waiting").Text("reason") == "CreateContainerError");
        var (status, body) = await SendAsync(HttpMethod.Get, $"{Pods}/p/log");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("container \"main\" in pod \"p\" is waiting to start: CreateContainerError", body.Text("message"));
    }

    [Fact]
    public async Task Follows_until_the_container_ends()
    {
        var gate = Path.Combine(Directory.CreateTempSubdirectory("gate-").FullName, "open");
        await CreateAsync(Pods, Manifest.Pod("p", $"echo first; until [ -e {gate} ]; do sleep 0.05; done; echo last"));
        await UntilAsync(Pods, "p", obj => obj.Phase() == "Running");
        using var reader = new StreamReader(await Http.GetStreamAsync($"{Pods}/p/log?follow=true"));
        Assert.Equal("first", await reader.ReadLineAsync());

        await File.WriteAllTextAsync(gate, "");
        Assert.Equal("last\n", await reader.ReadToEndAsync());
        Directory.Delete(Path.GetDirectoryName(gate)!, recursive: true);
    }

    [Fact]
    public async Task Keeps_a_bounded_part_of_endless_output()
    {
        await RunAsync("head -c 12000000 /dev/zero | tr '\\0' 'x'");
        var log = await LogsAsync("p");

        Assert.InRange(log.Length, 10_000_000, 11_000_000);
        Assert.EndsWith("the rest is dropped]\n", log, StringComparison.Ordinal);
    }

    private async Task RunAsync(string script)
    {
        await CreateAsync(Pods, Manifest.Pod("p", script));
        await UntilAsync(Pods, "p", obj => obj.HasEnded());
    }
}
