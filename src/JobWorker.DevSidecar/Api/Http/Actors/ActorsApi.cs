using System.Buffers;
using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Actors.Timers;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary><c>/v1.0/actors</c>: methods, reminders, timers and state.</summary>
internal sealed class ActorsApi(
    ActorHost host, ActorInvocation invocation, ActorStateApi state, ReminderSet reminders, TimerSet timers) : IApi
{
    private const string ReservedPrefix = "dapr.internal.";
    private static readonly SearchValues<char> Reserved = SearchValues.Create("#?/\\\0");

    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET" or "POST" or "PUT" or "DELETE", ["v1.0", _, var type, var id, "method", var method]) =>
            invocation.InvokeAsync(call, Key(type, id), method),
        ("GET", ["v1.0", _, var type, var id, "state", var key]) => state.GetAsync(call, Own(type, id), key),
        ("POST" or "PUT", ["v1.0", _, var type, var id, "state"]) => state.TransactAsync(call, Own(type, id)),
        ("POST" or "PUT", ["v1.0", _, var type, var id, "reminders", var name]) => RemindAsync(call, new(Own(type, id), name)),
        ("GET", ["v1.0", _, var type, var id, "reminders", var name]) => ShowAsync(call, new(Own(type, id), name)),
        ("DELETE", ["v1.0", _, var type, var id, "reminders", var name]) => ForgetAsync(call, new(Own(type, id), name)),
        ("POST" or "PUT", ["v1.0", _, var type, var id, "timers", var name]) => SetTimerAsync(call, new(Own(type, id), name)),
        ("DELETE", ["v1.0", _, var type, var id, "timers", var name]) => DeleteTimer(call, new(Own(type, id), name)),
        _ => null,
    };

    private static ActorKey Key(string type, string id) =>
        type.AsSpan().ContainsAny(Reserved) || id.AsSpan().ContainsAny(Reserved)
            ? throw new ApiException(StatusCodes.Status400BadRequest, "ERR_BAD_REQUEST",
                "an actor's type and id must not contain any of # ? / \\ and NUL")
            : new ActorKey(type, id);

    private static ActorKey Own(string type, string id) =>
        type.StartsWith(ReservedPrefix, StringComparison.Ordinal)
            ? throw new ApiException(StatusCodes.Status403Forbidden, "ERR_ACTOR_TYPE_RESERVED",
                $"actor types that begin with {ReservedPrefix} are reserved")
            : Key(type, id);

    private async Task RemindAsync(ApiCall call, ReminderKey key)
    {
        if (!host.IsHosted(key.Actor.Type))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED",
                "operations on actor reminders are only possible on hosted actor types");
        }

        var request = TickRequest.Parse(await call.ReadBodyAsync());
        try
        {
            await reminders.CreateAsync(key, request);
        }
        catch (ReminderExistsException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", e.Message, e);
        }
        catch (Exception e) when (e is FormatException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_REMINDER_CREATE",
                $"error creating actor reminder: {e.Message}", e);
        }

        await call.NoContent();
    }

    private Task ShowAsync(ApiCall call, ReminderKey key)
    {
        var reminder = reminders.Find(key) ?? throw new ApiException(
            StatusCodes.Status404NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND", $"reminder {key.Name} not found");
        return call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("actorID"u8, key.Actor.Id);
            json.WriteString("actorType"u8, key.Actor.Type);
            if (reminder.Data.Length > 0)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(reminder.Data.Span, skipInputValidation: true);
            }

            json.WriteString("dueTime"u8, reminder.DueText);
            if (reminder.Period.Every is { } every)
            {
                json.WriteString("period"u8, "@every " + GoDuration.Format(every.Clock));
            }

            if (reminder.Ends is { } end)
            {
                json.WriteString("ttl"u8, Envelope.Rfc3339(end));
            }

            json.WriteEndObject();
        });
    }

    private async Task ForgetAsync(ApiCall call, ReminderKey key)
    {
        await reminders.DeleteAsync(key);
        await call.NoContent();
    }

    private async Task SetTimerAsync(ApiCall call, TimerKey key)
    {
        var request = TickRequest.Parse(await call.ReadBodyAsync());
        try
        {
            timers.Create(key, request);
        }
        catch (FormatException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_TIMER_CREATE",
                $"error creating actor timer: {e.Message}", e);
        }

        await call.NoContent();
    }

    private Task DeleteTimer(ApiCall call, TimerKey key)
    {
        timers.Delete(key);
        return call.NoContent();
    }
}
