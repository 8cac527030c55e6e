using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Extensions.Realtime;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>Streams of events, over SSE and over WebSockets.</summary>
public sealed class AReaderOfEvents : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new(Patience);
    private OjsWorld _world = null!;

    public async Task InitializeAsync() => _world = await OjsWorld.StartAsync();

    public async Task DisposeAsync()
    {
        _end.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Follows_a_job_to_its_end()
    {
        var id = await _world.EnqueueAsync();
        using var stream = await OpenAsync($"/jobs/{id}/events");
        await _world.EnqueueAsync();
        await _world.FetchAsync();
        await _world.PutAsync($"/jobs/{id}/progress", """{"progress":0.5}""");
        await _world.PostAsync($"/jobs/{id}/ack");

        var events = await ReadAsync(stream);

        Assert.Equal(["job.state_changed", "job.progress", "job.state_changed"], events.Select(e => e.Name));
        Assert.Equal(["available>active", "50", "active>completed"], events.Select(e => e.Name is "job.progress"
            ? e.Data.GetProperty("progress").ToString() : $"{e.Data.GetProperty("from")}>{e.Data.GetProperty("to")}"));
        Assert.True(events.Select(e => e.Id).SequenceEqual(events.Select(e => e.Id).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Is_told_where_a_job_stands_that_has_ended()
    {
        var id = await _world.EnqueueAsync();
        await _world.SendAsync(HttpMethod.Delete, $"/jobs/{id}");
        using var stream = await OpenAsync($"/jobs/{id}/events");

        var only = Assert.Single(await ReadAsync(stream));

        Assert.Equal(("available", "cancelled"), (only.Data.GetProperty("from").ToString(), only.Data.GetProperty("to").ToString()));
    }

    [Fact]
    public async Task Goes_on_in_a_queue_where_it_was()
    {
        var (first, second) = (await _world.EnqueueAsync(), await _world.EnqueueAsync());
        var seen = (await _world.GetAsync("/events?queues=q")).Text("events.0.id");
        using var stream = await OpenAsync("/queues/q/events", lastEventId: seen);
        var third = await _world.EnqueueAsync();

        var events = await ReadAsync(stream, 2);

        Assert.Equal([second, third], events.Select(e => e.Data.GetProperty("job_id").GetString()));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("/queues/nowhere/events")]
    [InlineData("/jobs/019539a4-b68c-7def-8000-1a2b3c4d5e6f/events")]
    public async Task Gets_no_stream_of_what_is_not_there(string path) => Assert.Equal(404, (await _world.GetAsync(path)).Status);

    [Fact]
    public void Who_is_slow_loses_the_oldest_and_is_told_how_many()
    {
        var buffer = new EventBuffer(capacity: 2);
        for (var n = 0; n < 5; n++)
        {
            buffer.Add(new Told("queue:q", "q", new FeedEntry(
                $"evt_{n}", FeedTypes.Started, DateTimeOffset.UnixEpoch, "id", "t", JobState.Active, 1)));
        }

        var (dropped, told) = buffer.Take();

        Assert.Equal(new Dropped("queue:q", 3, "evt_0", "evt_2"), dropped);
        Assert.Equal(["evt_3", "evt_4"], told.Select(one => one.Entry.Id));
        Assert.Null(buffer.Take().Dropped);
    }

    [Fact]
    public async Task Subscribes_to_several_channels_over_one_socket()
    {
        await _world.EnqueueAsync("a");
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("ojs.v1");
        await socket.ConnectAsync(new Uri(_world.Http.BaseAddress!.ToString().Replace("http", "ws") + "ojs/v1/ws"), _end.Token);
        Assert.Equal("ojs.v1", socket.SubProtocol);

        Assert.Equal("pong", (await AskAsync(socket, """{"action":"ping"}""")).GetProperty("type").GetString());
        Assert.Equal("not_found", (await AskAsync(socket, """{"action":"subscribe","channel":"queue:no"}""")).GetProperty("code").GetString());
        Assert.Equal("subscribed", (await AskAsync(socket, """{"action":"subscribe","channel":"all"}""")).GetProperty("type").GetString());
        Assert.Equal("error", (await AskAsync(socket, "no json")).GetProperty("type").GetString());

        // A queue that comes later belongs to all, too.
        var id = await _world.EnqueueAsync("later");
        await _world.FetchAsync("a");
        var told = await HearAsync(socket);

        Assert.Equal(("event", "all"), (told.GetProperty("type").GetString(), told.GetProperty("channel").GetString()));
        Assert.Equal("a", told.GetProperty("data").GetProperty("queue").GetString());
        Assert.Equal("unsubscribed", (await AskAsync(socket, """{"action":"unsubscribe","channel":"all"}""")).GetProperty("type").GetString());
        Assert.NotEmpty(id);
    }

    private async Task<StreamReader> OpenAsync(string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ojs/v1" + path);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await _world.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_end.Token));

        // The first line comes once the stream is joined to the feed.
        Assert.StartsWith("retry:", await reader.ReadLineAsync(_end.Token), StringComparison.Ordinal);

        return reader;
    }

    private async Task<List<(string? Id, string Name, JsonElement Data)>> ReadAsync(StreamReader stream, int most = int.MaxValue)
    {
        var events = new List<(string?, string, JsonElement)>();
        string? id = null, name = null;
        while (events.Count < most && await stream.ReadLineAsync(_end.Token) is { } line)
        {
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add((id, name!, JsonElement.Parse(line[6..])));
            }
        }

        return events;
    }

    private async Task<JsonElement> AskAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _end.Token);

        return await HearAsync(socket);
    }

    private async Task<JsonElement> HearAsync(ClientWebSocket socket)
    {
        var bytes = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(bytes.AsMemory(), _end.Token);

        return JsonElement.Parse(bytes.AsSpan(0, received.Count));
    }
}
