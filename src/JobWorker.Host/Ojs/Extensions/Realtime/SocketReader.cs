using System.Net.WebSockets;
using System.Text.Json;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>One connection: what it asks for, and what it is told.</summary>
internal sealed class SocketReader(WebSocket socket, Tails tails, TimeProvider clock) : IDisposable
{
    private const int MostChannels = 100;
    private const int LongestMessage = 4 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly EventBuffer _buffer = new();
    private readonly Dictionary<string, IDisposable> _channels = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Listens and tells until either side ends it.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pump = PumpAsync(end.Token);
        try
        {
            await ListenAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await SayAsync("server.shutdown", json => json.WriteNumber("grace_period_ms", 0), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The reader is gone.
        }
        finally
        {
            await end.CancelAsync();
            await pump;
            await CloseAsync();
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }

        _sending.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        var bytes = new byte[LongestMessage];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(bytes.AsMemory(length), cancel);
                length += part.Count;
                if (part.MessageType is WebSocketMessageType.Close || (length == bytes.Length && !part.EndOfMessage))
                {
                    return;
                }
            }
            while (!part.EndOfMessage);

            await HearAsync(bytes.AsMemory(0, length), cancel);
        }
    }

    private async Task HearAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        switch (Read(message))
        {
            case ("subscribe", { } channel):
                await SubscribeAsync(channel, cancel);
                break;
            case ("unsubscribe", { } channel):
                if (_channels.Remove(channel, out var left))
                {
                    left.Dispose();
                }

                await SayAsync("unsubscribed", json => json.WriteString("channel", channel), cancel);
                break;
            case ("ping", _):
                await SayAsync("pong", json => json.At("timestamp", clock.GetUtcNow()), cancel);
                break;
            default:
                await WrongAsync("invalid_request", "Send {\"action\":\"subscribe\",\"channel\":\"queue:q\"}.", null, cancel);
                break;
        }
    }

    private async Task SubscribeAsync(string channel, CancellationToken cancel)
    {
        if (_channels.Count >= MostChannels)
        {
            await WrongAsync("invalid_request", $"A connection has at most {MostChannels} channels.", channel, cancel);
            return;
        }

        try
        {
            if (!_channels.ContainsKey(channel))
            {
                if (await tails.FollowAsync(channel, _buffer, cancel) is not { } following)
                {
                    await WrongAsync("not_found", "There is no such job or queue.", channel, cancel);
                    return;
                }

                _channels[channel] = following;
            }

            await SayAsync("subscribed", json => json.WriteString("channel", channel), cancel);
        }
        catch (Exception e) when (e is QueueUnreachableException or Journals.JournalUnavailableException)
        {
            await WrongAsync("backend_error", e.Message, channel, cancel);
        }
    }

    private async Task PumpAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (!await _buffer.WaitAsync(Soon, clock, cancel))
                {
                    continue;
                }

                var (dropped, told) = _buffer.Take();
                if (dropped is not null)
                {
                    await SayAsync("warning", json => Warn(json, dropped), cancel);
                }

                foreach (var one in told)
                {
                    await SayAsync("event", json => Write(json, one), cancel);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Who listens ends it.
        }
    }

    private static void Write(Utf8JsonWriter json, Told one)
    {
        json.WriteString("channel", one.Channel);
        json.WriteString("event", RealtimeEvents.NameOf(one.Entry));
        json.WriteStartObject("data");
        RealtimeEvents.Write(json, one.Queue, one.Entry);
        json.WriteEndObject();
        json.WriteString("id", one.Entry.Id);
        json.At("timestamp", one.Entry.At);
    }

    private static void Warn(Utf8JsonWriter json, Dropped dropped)
    {
        json.WriteString("code", "events_dropped");
        json.WriteNumber("count", dropped.Count);
        json.WriteString("channel", dropped.Channel);
        json.WriteString("oldest_dropped_id", dropped.Oldest);
        json.WriteString("newest_dropped_id", dropped.Newest);
    }

    private Task WrongAsync(string code, string message, string? channel, CancellationToken cancel) => SayAsync("error", json =>
    {
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.Text("channel", channel);
    }, cancel);

    /// <summary>One message at a time: sockets take no two.</summary>
    private async Task SayAsync(string type, Action<Utf8JsonWriter> write, CancellationToken cancel)
    {
        var data = OjsResult.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            write(json);
            json.WriteEndObject();
        });
        await _sending.WaitAsync(cancel);
        try
        {
            if (socket.State is WebSocketState.Open)
            {
                await socket.SendAsync(data, WebSocketMessageType.Text, endOfMessage: true, cancel);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is closed by now.
        }
    }

    private static (string? Action, string? Channel) Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);

            return (Text(document.RootElement, "action"), Text(document.RootElement, "channel"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
