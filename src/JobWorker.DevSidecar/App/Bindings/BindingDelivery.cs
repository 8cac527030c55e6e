using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.App.Bindings;

/// <summary>The app did not take an event. What follows is the component's own rule.</summary>
internal sealed class BindingDeliveryException(string message) : Exception(message);

/// <summary>Hands the events of one input binding to the app.</summary>
/// <param name="binding">The component's name.</param>
/// <param name="path">Where the app takes them.</param>
/// <param name="app">Who gets them.</param>
/// <param name="runner">Tries, as its policies say, before the component hears of a failure.</param>
/// <param name="logger">Told of what is late or refused.</param>
/// <param name="stop">Ends pauses between tries; a call in flight goes on.</param>
/// <param name="abort">Ends calls in flight.</param>
internal sealed class BindingDelivery(
    string binding, string path, AppChannel app, Runner runner, ILogger logger, CancellationToken stop, CancellationToken abort)
{
    private static readonly HashSet<string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-length", "host", "transfer-encoding", "connection", TraceParent.Header,
    };

    /// <summary>Returns when the app has taken the event: any 2xx, or 200 alone where there is a retry policy.</summary>
    /// <exception cref="BindingDeliveryException">It has not, as often as it was asked.</exception>
    /// <exception cref="OperationCanceledException">The sidecar stops: the event must stay where it is.</exception>
    public async Task HandleAsync(BindingEvent given, CancellationToken cancel)
    {
        stop.ThrowIfCancellationRequested();
        if (await AskAsync(Request(given)) is { } reason)
        {
            // Once stopping, a failure says nothing about the event.
            stop.ThrowIfCancellationRequested();
            logger.EventFailed(binding, reason);
            throw new BindingDeliveryException($"binding {binding}: {reason}");
        }
    }

    /// <summary>Why the app did not take it; none when it did.</summary>
    /// <remarks>As in daprd policies count any status but 200 as a failure, and retries that end with one have failed.</remarks>
    private async Task<string?> AskAsync(AppRequest request)
    {
        try
        {
            var answer = await runner.RunAsync(
                new Call<AppAnswer>(token => app.SendAsync(request, token)) { Judge = NotOk, Stop = stop }, abort);
            return answer.IsSuccess && !runner.HasRetry ? null : NotOk(answer)?.Reason;
        }
        catch (Exception e) when (e is AppUnreachableException or PolicyException)
        {
            return e.Message;
        }
    }

    private static Failure? NotOk(AppAnswer answer) => answer switch
    {
        { Status: StatusCodes.Status200OK } => null,
        { IsSuccess: true } => new Failure(
            $"the app answered {answer.Status}; to policies nothing but 200 is success", answer.Status),
        _ => new Failure($"the app answered {answer.Status}", answer.Status),
    };

    private AppRequest Request(BindingEvent given) => new(HttpMethod.Post, path)
    {
        Body = given.Data,
        ContentType = "application/json",
        Headers = [new(TraceParent.Header, TraceParent.New()), .. given.Metadata.Where(item => !Owned.Contains(item.Key))],
    };
}
