using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Writes one stream of events. Writing waits for the reader; the rest stays in its buffer.</summary>
internal sealed class SseStream(HttpContext context, TimeProvider clock)
{
    /// <summary>A line at least so often, so that nobody in between takes the connection for dead.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The last event the reader has seen, as it says.</summary>
    public string? LastEventId { get; } =
        context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 and <= 64 } id] ? id : null;

    /// <summary>Sends the head of the answer.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await TextAsync("retry: 3000\n\n", cancel);
    }

    /// <summary>Writes events as they come.</summary>
    /// <param name="buffer">Where they come.</param>
    /// <param name="seen">Those up to this one were told.</param>
    /// <param name="untilLast">Whether the end of a job ends the stream.</param>
    /// <param name="cancel">Ends the stream.</param>
    public async Task PumpAsync(EventBuffer buffer, string? seen, bool untilLast, CancellationToken cancel)
    {
        while (true)
        {
            if (!await buffer.WaitAsync(KeepAlive, clock, cancel))
            {
                await TextAsync(":heartbeat\n\n", cancel);
                continue;
            }

            var (dropped, told) = buffer.Take();
            if (dropped is not null)
            {
                await TextAsync($":events-dropped {dropped.Count}\n\n", cancel);
                await SendAsync(
                    "system.events_dropped", dropped.Newest, json => RealtimeEvents.Write(json, dropped, clock.GetUtcNow()), cancel);
            }

            foreach (var one in told.Where(one => seen is null || string.CompareOrdinal(one.Entry.Id, seen) > 0))
            {
                await EventAsync(one.Queue, one.Entry, cancel);
                if (untilLast && RealtimeEvents.IsLast(one.Entry))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Writes one event.</summary>
    public Task EventAsync(string queue, FeedEntry entry, CancellationToken cancel) =>
        SendAsync(RealtimeEvents.NameOf(entry), entry.Id, json => RealtimeEvents.Write(json, queue, entry), cancel);

    /// <summary>Writes where a job stands that has ended.</summary>
    public async Task StandsAsync(OjsJob job, CancellationToken cancel)
    {
        await BeginAsync(cancel);
        await SendAsync("job.state_changed", id: null, json => RealtimeEvents.Write(json, job, clock.GetUtcNow()), cancel);
    }

    /// <summary>Says that the queue does not remember everything since the reader was last here.</summary>
    public Task GapAsync(string channel, CancellationToken cancel) => SendAsync("system.gap", id: null, json =>
    {
        json.WriteString("channel", channel);
        json.At("gap_end", clock.GetUtcNow());
    }, cancel);

    /// <summary>Says that this process ends: the reader goes to another.</summary>
    public Task FarewellAsync() => SendAsync("server.shutdown", id: null, json =>
    {
        json.WriteString("reason", "The server stops.");
        json.WriteNumber("grace_period_ms", 0);
    }, CancellationToken.None);

    private async Task SendAsync(string name, string? id, Action<Utf8JsonWriter> write, CancellationToken cancel)
    {
        var data = OjsResult.Bytes(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
        var head = id is null ? "" : $"id: {id}\n";
        await TextAsync($"{head}event: {name}\ndata: {System.Text.Encoding.UTF8.GetString(data)}\n\n", cancel);
    }

    private async Task TextAsync(string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
