using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Actors;

/// <summary>Calls of actor methods, with the retries Dapr has built in.</summary>
internal sealed class ActorCalls(ActorRouter router, TimeProvider clock)
{
    /// <summary>Tries after the first while the type is hosted nowhere.</summary>
    private const int NotHostedRetries = 5;

    /// <summary>Tries after the first while the app cannot be reached.</summary>
    private const int UnreachableRetries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Calls a method; the answer has the status 200.</summary>
    /// <exception cref="ActorCallException">It never came to that.</exception>
    public async Task<AppAnswer> InvokeAsync(ActorKey actor, AppRequest request, CancellationToken cancel)
    {
        var (notHosted, unreachable) = (0, 0);
        while (true)
        {
            try
            {
                return Checked(await router.TurnAsync(actor, request, cancel));
            }
            catch (ActorNotHostedException e)
            {
                if (++notHosted > NotHostedRetries)
                {
                    throw new ActorCallException(e.Message, e);
                }
            }
            catch (AppUnreachableException e)
            {
                if (!e.NeverSent || ++unreachable > UnreachableRetries)
                {
                    throw new ActorCallException(e.Message, e);
                }
            }

            await Task.Delay(Pause, clock, cancel);
        }
    }

    private static AppAnswer Checked(AppAnswer answer) => answer.Status switch
    {
        StatusCodes.Status200OK => answer,
        StatusCodes.Status404NotFound => throw new ActorCallException("actor method not found"),
        var status => throw new ActorCallException(
            $"error from actor service: ({status}) {System.Text.Encoding.UTF8.GetString(answer.Body.Span)}"),
    };
}
