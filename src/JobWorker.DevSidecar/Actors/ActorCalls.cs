using System.Text;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Actors;

/// <summary>Calls of actor methods under the policies of their type, or with Dapr's built-in retries.</summary>
internal sealed class ActorCalls(ActorRouter router, Runners runners)
{
    /// <summary>With any value: the method failed, though the status is 200.</summary>
    private const string ErrorHeader = "X-DaprErrorResponseHeader";

    /// <summary>Calls a method; the answer has the status 200.</summary>
    /// <exception cref="ActorCallException">It never came to that.</exception>
    /// <exception cref="ActorStackDepthException">Too many calls of its chain are in the actor.</exception>
    public async Task<AppAnswer> InvokeAsync(ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        var call = new Call<AppAnswer>(token => runners.HasActor(actor.Type)
            ? TurnAsync(actor, request, token)
            : WithBuiltInRetriesAsync(actor, request, token))
        {
            Judge = answer => answer.Has(ErrorHeader) ? new Failure("the app answered with an error of its own") : null,
            What = actor.Id,
        };
        try
        {
            return await runners.ForActor(actor.Type, actor.Id).RunAsync(call, cancel);
        }
        catch (Exception e) when (e is ActorNotHostedException or AppUnreachableException or PolicyException)
        {
            throw new ActorCallException(e.Message, e);
        }
    }

    /// <summary>Only what the app has seen nothing of is tried again.</summary>
    private Task<AppAnswer> WithBuiltInRetriesAsync(ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        var reach = new Call<AppAnswer>(token => TurnAsync(actor, request, token))
        {
            JudgeError = e => new Failure(e.Message, Final: e is not AppUnreachableException { NeverSent: true }),
            What = $"{actor.Type}/{actor.Id}",
        };
        var find = new Call<AppAnswer>(token => runners.BuiltIn(BuiltInRetries.Actor).RunAsync(reach, token))
        {
            JudgeError = e => new Failure(e.Message, Final: e is not ActorNotHostedException),
            What = reach.What,
        };
        return runners.BuiltIn(BuiltInRetries.ActorNotFound).RunAsync(find, cancel);
    }

    private async Task<AppAnswer> TurnAsync(ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        var answer = await router.TurnAsync(actor, request, cancel);
        return answer.Status switch
        {
            StatusCodes.Status200OK => answer,
            StatusCodes.Status404NotFound => throw new ActorCallException("actor method not found"),
            var status => throw new ActorCallException(
                $"error from actor service: ({status}) {Encoding.UTF8.GetString(answer.Body.Span)}"),
        };
    }
}
