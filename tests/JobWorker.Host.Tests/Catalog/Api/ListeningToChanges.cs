using System.Net.Sockets;
using System.Text;
using JobWorker.Core.Jobs;
using JobWorker.Host.Catalog.Model;
using JobWorker.Testing;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog.Api;

public sealed class ListeningToChanges : CatalogServer
{
    [Fact]
    public async Task Hears_of_what_is_asked_for_one_event_for_each_change()
    {
        using var reader = await ListenAsync("?state=running,failed&service=svc");
        Assert.Equal(":", await reader.ReadLineAsync());

        Catalog.Feed.Publish([Entry("a", 2, JobState.Created), Entry("a", 3, JobState.Running), Entry("b", 4, JobState.Failed)]);

        Assert.Equal("", await reader.ReadLineAsync());
        Assert.StartsWith("""data: {"id":"a","state":"running","service":"svc",""", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());
        Assert.StartsWith("""data: {"id":"b","state":"failed",""", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Hears_a_comment_when_nothing_happens_for_a_while()
    {
        using var reader = await ListenAsync("");
        Assert.Equal((":", ""), (await reader.ReadLineAsync(), await reader.ReadLineAsync()));

        var next = reader.ReadLineAsync();
        await Until.IsAsync("a heartbeat", TimeSpan.FromSeconds(10), () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(15));
            return Task.FromResult(next.IsCompleted ? this : null);
        });

        Assert.Equal(":", await next);
    }

    [Theory]
    [InlineData("?state=gone", "state")]
    [InlineData("?limit=5", "limit")]
    [InlineData("?from=2026-01-01T12:00:00Z", "from")]
    public async Task Is_refused_with_the_parameter_and_the_rule(string query, string field)
    {
        var (status, body) = await GetAsync("/api/jobs/changes" + query);

        Assert.Equal(400, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Is_cut_off_who_reads_too_slowly_and_nothing_is_kept_for_it()
    {
        var url = new Uri(Url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(url.Host, url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/jobs/changes HTTP/1.1\r\nHost: x\r\n\r\n"));
        await Until.IsAsync("somebody to listen", TimeSpan.FromSeconds(10), () =>
            Task.FromResult(Catalog.Feed.HasReaders ? this : null));
        var wide = Entry("a", 2, JobState.Running) with { JobName = new string('x', 4000) };

        await Until.IsAsync("the reader to be cut off", TimeSpan.FromSeconds(20), () =>
        {
            Catalog.Feed.Publish(Enumerable.Repeat(wide, ChangeFeed.Waiting));
            return Task.FromResult(Catalog.Feed.HasReaders ? null : this);
        });

        var buffer = new byte[1 << 20];
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }

            throw new SocketException((int)SocketError.ConnectionReset);
        }).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Is_refused_where_as_many_listen_as_may()
    {
        var readers = Enumerable.Range(0, 100).Select(_ => Catalog.Feed.Listen(Core.Catalog.JobFilter.All)!).ToList();

        Assert.Equal(503, (await GetAsync("/api/jobs/changes")).Status);

        readers[0].Dispose();
        using var reader = await ListenAsync("");
        Assert.Equal(":", await reader.ReadLineAsync());
    }

    private async Task<StreamReader> ListenAsync(string query)
    {
        var response = await Http.GetAsync(Url + "/api/jobs/changes" + query, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);

        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }
}
