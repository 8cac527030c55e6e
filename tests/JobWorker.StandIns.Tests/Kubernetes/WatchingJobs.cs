using System.Net;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using k8s.Watching;
using Microsoft.AspNetCore.Http;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class WatchingJobs
{
    [Fact]
    public async Task Asks_for_a_watch()
    {
        await using var api = await FakeApi.AnsweringAsync("");
        using var client = api.Client();

        await foreach (var _ in client.BatchV1.WatchListNamespacedJobAsync(
            "ns", allowWatchBookmarks: true, labelSelector: "a=b", resourceVersion: "7", timeoutSeconds: 60))
        {
            Assert.Fail("There was no event.");
        }

        Assert.Equal(
            "GET /apis/batch/v1/namespaces/ns/jobs?allowWatchBookmarks=true&labelSelector=a%3Db&resourceVersion=7&timeoutSeconds=60&watch=true",
            api.Only.Line);
    }

    [Fact]
    public async Task Tells_of_every_kind_of_change_and_ends_with_the_stream()
    {
        await using var api = await FakeApi.AnsweringAsync("""
            {"type":"ADDED","object":{"kind":"Job","metadata":{"name":"a","resourceVersion":"1"}}}
            {"type":"MODIFIED","object":{"kind":"Job","metadata":{"name":"a","resourceVersion":"2"}}}

            {"object":{"kind":"Job","metadata":{"name":"a","resourceVersion":"3"}},"type":"DELETED"}
            {"type":"BOOKMARK","object":{"kind":"Job","metadata":{"resourceVersion":"4"}}}
            """);
        using var client = api.Client();

        var events = await client.BatchV1.WatchListJobForAllNamespacesAsync().ToListAsync();

        Assert.Equal(
            [(WatchEventType.Added, "1"), (WatchEventType.Modified, "2"), (WatchEventType.Deleted, "3"), (WatchEventType.Bookmark, "4")],
            events.Select(e => (e.Item1, e.Item2.ResourceVersion())));
    }

    [Fact]
    public async Task Tells_of_pods_too()
    {
        await using var api = await FakeApi.AnsweringAsync("""{"type":"ADDED","object":{"status":{"phase":"Running"}}}""");
        using var client = api.Client();

        var one = Assert.Single(await client.CoreV1.WatchListPodForAllNamespacesAsync().ToListAsync());
        var other = Assert.Single(await client.CoreV1.WatchListNamespacedPodAsync("ns").ToListAsync());

        Assert.Equal("Running", one.Item2.Status.Phase);
        Assert.Equal("Running", other.Item2.Status.Phase);
    }

    [Fact]
    public async Task Tells_of_a_change_before_the_next_one_is_there()
    {
        var next = new TaskCompletionSource();
        await using var api = await FakeApi.StartAsync(async context =>
        {
            await SendAsync(context, """{"type":"ADDED","object":{}}""" + "\n" + """{"type":"MODI""");
            await next.Task;
            await SendAsync(context, """FIED","object":{}}""" + "\n");
        });
        using var client = api.Client();

        await using var events = client.BatchV1.WatchListJobForAllNamespacesAsync().GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(WatchEventType.Added, events.Current.Item1);
        next.SetResult();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(WatchEventType.Modified, events.Current.Item1);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task Is_not_cut_by_the_timeout_of_other_calls()
    {
        var timeout = TimeSpan.FromMilliseconds(100);
        await using var api = await FakeApi.StartAsync(async context =>
        {
            await context.Response.StartAsync();
            await Task.Delay(3 * timeout);
            await SendAsync(context, """{"type":"ADDED","object":{}}""");
        });
        using var client = api.Client(config => config.HttpClientTimeout = timeout);

        Assert.Single(await client.BatchV1.WatchListJobForAllNamespacesAsync().ToListAsync());
    }

    [Fact]
    public async Task Reports_an_expired_version_inside_the_stream()
    {
        await using var api = await FakeApi.AnsweringAsync(
            """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""");
        using var client = api.Client();
        var errors = new List<Exception>();

        var events = await client.BatchV1.WatchListJobForAllNamespacesAsync(onError: errors.Add).ToListAsync();

        Assert.Empty(events);
        var e = Assert.IsType<KubernetesException>(Assert.Single(errors));
        Assert.Equal((410, "Expired", "too old"), (e.Status.Code, e.Status.Reason, e.Message));
    }

    [Fact]
    public async Task Throws_where_the_version_expired_before_the_stream()
    {
        await using var api = await FakeApi.AnsweringAsync("""{"kind":"Status","code":410}""", HttpStatusCode.Gone);
        using var client = api.Client();

        var e = await Assert.ThrowsAsync<HttpOperationException>(
            async () => await client.BatchV1.WatchListJobForAllNamespacesAsync().ToListAsync());

        Assert.Equal(HttpStatusCode.Gone, e.Response.StatusCode);
    }

    [Fact]
    public async Task Reports_what_it_cannot_read_and_goes_on()
    {
        await using var api = await FakeApi.AnsweringAsync("""
            no json
            {"type":"RENAMED","object":{}}
            {"type":"ADDED","object":{"spec":7}}
            {"type":"ADDED","object":{}}
            """);
        using var client = api.Client();
        var errors = new List<Exception>();

        var events = await client.BatchV1.WatchListJobForAllNamespacesAsync(onError: errors.Add).ToListAsync();

        Assert.Single(events);
        Assert.Equal(3, errors.Count);
        Assert.All(errors, e => Assert.IsAssignableFrom<JsonException>(e));
    }

    [Fact]
    public async Task Throws_where_the_stream_is_cut()
    {
        var seen = new TaskCompletionSource();
        await using var api = await FakeApi.StartAsync(async context =>
        {
            await SendAsync(context, """{"type":"ADDED","object":{}}""" + "\n" + """{"type":""");
            await seen.Task;
            context.Abort();
        });
        using var client = api.Client();
        await using var events = client.BatchV1.WatchListJobForAllNamespacesAsync().GetAsyncEnumerator();
        await events.MoveNextAsync();

        seen.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(async () => await events.MoveNextAsync());
    }

    [Fact]
    public async Task Stops_when_it_is_told_to()
    {
        await using var api = await FakeApi.StartAsync(async context =>
        {
            await SendAsync(context, """{"type":"ADDED","object":{}}""" + "\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = api.Client();
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.BatchV1.WatchListJobForAllNamespacesAsync(cancellationToken: cancel.Token))
            {
                seen++;
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Keeps_up_with_a_flood()
    {
        const int Count = 50_000;
        var line = Encoding.UTF8.GetBytes(
            """{"type":"MODIFIED","object":{"kind":"Job","metadata":{"name":"a"},"status":{"active":1}}}""" + "\n");
        await using var api = await FakeApi.StartAsync(async context =>
        {
            for (var i = 0; i < Count; i++)
            {
                await context.Response.Body.WriteAsync(line);
            }
        });
        using var client = api.Client();

        Assert.Equal(Count, await client.BatchV1.WatchListJobForAllNamespacesAsync().CountAsync());
    }

    [Fact]
    public async Task Reads_a_long_line_but_not_an_endless_one()
    {
        var text = new string('x', 3 << 20) + "\nshort\n" + new string('y', 9 << 20);
        await using var lines = new BoundedLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), longest: 4 << 20);

        Assert.True(await lines.ReadAsync(default));
        Assert.Equal(3 << 20, lines.Current.Length);
        lines.Release();
        Assert.True(await lines.ReadAsync(default));
        Assert.Equal(5, lines.Current.Length);
        lines.Release();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await lines.ReadAsync(default));
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }
}
