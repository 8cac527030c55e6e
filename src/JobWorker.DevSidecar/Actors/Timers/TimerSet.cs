using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Actors.Timers;

/// <summary>Which timer.</summary>
internal readonly record struct TimerKey(ActorKey Actor, string Name);

/// <summary>The timers of actors: in memory only, never tried again, the next tick counted from the end of the last.</summary>
/// <remarks>They stay where they were set; when the actor has moved, the callback goes after it.</remarks>
internal sealed class TimerSet : IDisposable
{
    private const string CancelHeader = "X-DaprReminderCancel";
    private readonly ConcurrentDictionary<TimerKey, ActorTimer> _timers = new();
    private readonly ActorRouter _router;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DueQueue<ActorTimer> _queue;

    public TimerSet(ActorRouter router, TimeProvider clock, ILogger logger)
    {
        (_router, _clock, _logger) = (router, clock, logger);
        _queue = new DueQueue<ActorTimer>(clock, timer => _ = FireAsync(timer));
    }

    /// <summary>Sets a timer in the place of any of the same name.</summary>
    /// <exception cref="FormatException">A time in the request is none.</exception>
    public void Create(TimerKey key, TickRequest request)
    {
        var now = _clock.GetUtcNow();
        var period = Timing.Every(request.Period, daysAllowed: true);
        var timer = new ActorTimer(key, Body(request), period, request.Ends(now), period.Repeats);
        _timers[key] = timer;
        _queue.Add(timer, request.FirstDue(period, now));
    }

    public void Delete(TimerKey key) => _timers.TryRemove(key, out _);

    public void Dispose() => _queue.Dispose();

    private async Task FireAsync(ActorTimer timer)
    {
        var over = !IsCurrent(timer) || timer.Ends <= _clock.GetUtcNow() || await TickAsync(timer);
        var next = over || timer.Left == 1 ? null : timer.Period.Next(_clock.GetUtcNow());
        if (next is not { } due)
        {
            _timers.TryRemove(new(timer.Key, timer));
        }
        else if (timer with { Left = timer.Left - 1 } is var again && _timers.TryUpdate(timer.Key, again, timer))
        {
            _queue.Add(again, due);
        }
    }

    private bool IsCurrent(ActorTimer timer) =>
        _timers.TryGetValue(timer.Key, out var current) && ReferenceEquals(current, timer);

    /// <summary>Delivers one tick, and true when the app wants no more.</summary>
    private async Task<bool> TickAsync(ActorTimer timer)
    {
        var (actor, name) = timer.Key;
        var request = new AppRequest(HttpMethod.Put, $"{actor.Path}/method/timer/{Uri.EscapeDataString(name)}")
        {
            Body = timer.Body,
            ContentType = "application/json",
            BeginsAlone = true,
        };
        try
        {
            var answer = await _router.TurnAsync(actor, request, CancellationToken.None);
            if (answer.Status != StatusCodes.Status200OK)
            {
                _logger.TimerFailed(actor.Type, actor.Id, name, $"the app answered {answer.Status}");
            }

            return answer.Header(CancelHeader) == "true";
        }
        catch (Exception e) when (e is AppUnreachableException or ActorCallException or ActorNotHostedException)
        {
            _logger.TimerFailed(actor.Type, actor.Id, name, e.Message);
            return false;
        }
    }

    private static byte[] Body(TickRequest request)
    {
        var output = new ArrayBufferWriter<byte>(request.Data.Length + 96);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("callback"u8, request.Callback);
        if (request.Data.Length > 0)
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(request.Data.Span, skipInputValidation: true);
        }

        json.WriteString("dueTime"u8, request.DueTime);
        json.WriteString("period"u8, request.Period);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Compared by reference where it matters: a timer set anew is another timer.</summary>
    private sealed record ActorTimer(TimerKey Key, byte[] Body, Period Period, DateTimeOffset? Ends, int? Left);
}
