using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.App.Bindings;

/// <summary>The app did not take an event. What follows is the component's own rule.</summary>
internal sealed class BindingDeliveryException(string message) : Exception(message);

/// <summary>Hands the events of one input binding to the app.</summary>
/// <param name="binding">The component's name.</param>
/// <param name="path">Where the app takes them.</param>
/// <param name="app">Who gets them.</param>
/// <param name="retry">Tries before the component hears of a failure.</param>
/// <param name="clock">Measures pauses.</param>
/// <param name="logger">Told of what is late or refused.</param>
/// <param name="stop">Ends pauses between tries; a call in flight goes on.</param>
/// <param name="abort">Ends calls in flight.</param>
internal sealed class BindingDelivery(
    string binding, string path, AppChannel app, RetryPolicy retry, TimeProvider clock, ILogger logger,
    CancellationToken stop, CancellationToken abort)
{
    private static readonly HashSet<string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-length", "host", "transfer-encoding", "connection", TraceParent.Header,
    };

    /// <summary>Returns when the app has taken the event: any 2xx.</summary>
    /// <exception cref="BindingDeliveryException">It has not, as often as it was asked.</exception>
    /// <exception cref="OperationCanceledException">The sidecar stops: the event must stay where it is.</exception>
    public async Task HandleAsync(BindingEvent given, CancellationToken cancel)
    {
        stop.ThrowIfCancellationRequested();
        var request = Request(given);
        for (var attempt = 1; await AskAsync(request) is { } reason; attempt++)
        {
            // Once stopping, a failure says nothing about the event.
            stop.ThrowIfCancellationRequested();
            if (!retry.Allows(attempt))
            {
                logger.EventFailed(binding, reason);
                throw new BindingDeliveryException($"binding {binding}: {reason}");
            }

            logger.EventRetried(binding, attempt, reason);
            await Task.Delay(retry.PauseBefore(attempt, Random.Shared.NextDouble()), clock, stop);
        }
    }

    /// <summary>Why the app did not take it; none when it did.</summary>
    private async Task<string?> AskAsync(AppRequest request)
    {
        try
        {
            var answer = await app.SendAsync(request, abort);

            return answer.IsSuccess ? null : $"the app answered {answer.Status}";
        }
        catch (AppUnreachableException e)
        {
            return e.Message;
        }
    }

    private AppRequest Request(BindingEvent given) => new(HttpMethod.Post, path)
    {
        Body = given.Data,
        ContentType = "application/json",
        Headers = [new(TraceParent.Header, TraceParent.New()), .. given.Metadata.Where(item => !Owned.Contains(item.Key))],
    };
}
