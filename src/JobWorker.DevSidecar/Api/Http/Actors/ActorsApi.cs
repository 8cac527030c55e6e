using System.Buffers;
using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.Actors.Timers;
using JobWorker.DevSidecar.Api.Routing;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary><c>/v1.0/actors</c>: methods, reminders, timers and state.</summary>
internal sealed class ActorsApi(
    ActorInvocation invocation, PeerApi peers, ActorStateApi state, ReminderApi reminders, TimerSet timers) : IApi
{
    private const string ReservedPrefix = "dapr.internal.";
    private static readonly SearchValues<char> Reserved = SearchValues.Create("#?/\\\0");

    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        (_, ["v1.0", _, var type, var id, "method", .. var method]) when PeerHeaders.EpochOf(call.Http.Request) is { } epoch =>
            peers.TakeTurnAsync(call, Key(type, id), method, epoch),
        ("GET" or "POST" or "PUT" or "DELETE", ["v1.0", _, var type, var id, "method", var method]) =>
            invocation.InvokeAsync(call, Key(type, id), method),
        ("GET", ["v1.0", _, var type, var id, "state", var key]) => state.GetAsync(call, Own(type, id), key),
        ("POST" or "PUT", ["v1.0", _, var type, var id, "state"]) => state.TransactAsync(call, Own(type, id)),
        ("POST" or "PUT", ["v1.0", _, var type, var id, "reminders", var name]) =>
            reminders.CreateAsync(call, new(Own(type, id), name)),
        ("GET", ["v1.0", _, var type, var id, "reminders", var name]) =>
            reminders.ShowAsync(call, new(Own(type, id), name)),
        ("DELETE", ["v1.0", _, var type, var id, "reminders", var name]) =>
            reminders.DeleteAsync(call, new(Own(type, id), name)),
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
