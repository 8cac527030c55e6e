using System.Text;
using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary>What the sidecars of one app ask of each other: turns of actors, and their reminders.</summary>
internal sealed class PeerApi(ActorHost host, ActorRouter router, PeerCalls peers)
{
    /// <summary>Whether an exception says that a reminder's holder, or its store, could not do it.</summary>
    public static bool IsFailure(Exception e) =>
        e is ReminderStoreException or ActorNotHostedException or AppUnreachableException or ActorCallException;

    /// <summary>Takes one turn for another sidecar, and says what came of it.</summary>
    public async Task TakeTurnAsync(ApiCall call, ActorKey actor, string[] method, long epoch)
    {
        var path = $"{actor.Path}/method/{string.Join('/', method.Select(Uri.EscapeDataString))}";
        var request = await ActorInvocation.RequestAsync(call, path) with
        {
            BeginsAlone = method is ["remind" or "timer", _, ..],
        };
        await router.CatchUpAsync(epoch, call.Cancel);
        try
        {
            var answer = await host.TurnAsync(actor, request, call.Cancel);
            call.Http.Response.Headers[PeerHeaders.Outcome] = PeerHeaders.Answered;
            await ActorInvocation.AnswerAsync(call.Http.Response, answer, call.Cancel);
        }
        catch (ActorNotHostedException)
        {
            await SayAsync(call, PeerHeaders.Moved, "");
        }
        catch (AppUnreachableException e)
        {
            await SayAsync(call, e.NeverSent ? PeerHeaders.NeverSent : PeerHeaders.Unreachable, e.Message);
        }
        catch (ActorStackDepthException e)
        {
            await SayAsync(call, PeerHeaders.TooDeep, e.Message);
        }
        catch (ActorCallException e)
        {
            await SayAsync(call, PeerHeaders.Ended, e.Message);
        }
    }

    /// <summary>Answers here where the actor is, or with what the sidecar answers that has it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="key">Of the actor whose whereabouts count.</param>
    /// <param name="body">Of the request; none for none.</param>
    /// <param name="here">Answers it.</param>
    public async Task AtHolderAsync(ApiCall call, ReminderKey key, ReadOnlyMemory<byte>? body, Func<Task> here)
    {
        if (PeerHeaders.EpochOf(call.Http.Request) is { } epoch)
        {
            await router.CatchUpAsync(epoch, call.Cancel);
            await HereOnlyAsync(call, here);
            return;
        }

        var path = $"{key.Actor.Path}/reminders/{Uri.EscapeDataString(key.Name)}";
        var request = new AppRequest(HttpMethod.Parse(call.Method), path)
        {
            Body = body,
            ContentType = call.Http.Request.ContentType,
        };
        var answer = await router.AtHolderAsync(
            key.Actor, here, (there, seen, stop) => peers.SendAsync(there, seen, key.Actor, request, stop), call.Cancel);
        if (answer is not null)
        {
            await ActorInvocation.AnswerAsync(call.Http.Response, answer, call.Cancel);
        }
    }

    private static async Task HereOnlyAsync(ApiCall call, Func<Task> here)
    {
        try
        {
            await here();
        }
        catch (ActorMovedException)
        {
            await SayAsync(call, PeerHeaders.Moved, "");
        }
    }

    private static Task SayAsync(ApiCall call, string outcome, string why)
    {
        call.Http.Response.Headers[PeerHeaders.Outcome] = outcome;
        return call.Http.Response.WriteAsync(why, Encoding.UTF8, call.Cancel);
    }
}
