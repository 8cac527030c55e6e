using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>The app did not take a message. What follows is the component's own rule.</summary>
internal sealed class DeliveryException(string message) : Exception(message);

/// <summary>Hands the messages of one subscription to the app.</summary>
/// <param name="subscription">Which messages, and where they go.</param>
/// <param name="broker">Takes dead letters.</param>
/// <param name="app">Who gets the messages.</param>
/// <param name="runner">Tries, as its policies say, before a message is given up.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of what is lost or late.</param>
/// <param name="stop">Ends pauses between tries; a call in flight goes on.</param>
/// <param name="abort">Ends calls in flight.</param>
internal sealed class Delivery(
    Subscription subscription, IPubSub broker, AppChannel app, Runner runner, TimeProvider clock, ILogger logger,
    CancellationToken stop, CancellationToken abort)
{
    /// <summary>Returns when the message may be acknowledged.</summary>
    /// <exception cref="DeliveryException">It was not handled, and there is no dead letter topic.</exception>
    /// <exception cref="OperationCanceledException">The sidecar stops: the message must stay with the broker.</exception>
    public async Task HandleAsync(PubSubMessage message, CancellationToken cancel)
    {
        stop.ThrowIfCancellationRequested();
        if (await OpenAsync(message) is { } opened)
        {
            await DeliverAsync(message, Request(opened.Path, opened.Event, message.Metadata));
        }
    }

    /// <summary>What the message says and where it goes; none where it is settled already, dropped or a dead letter.</summary>
    /// <exception cref="DeliveryException">It cannot be understood, and there is no dead letter topic.</exception>
    public async Task<(string Path, IncomingEvent Event)?> OpenAsync(PubSubMessage message)
    {
        if (IncomingEvent.Read(subscription, message, clock.GetUtcNow()) is not { } incoming)
        {
            await GiveUpAsync(message, "the message is not a CloudEvent; subscribe with rawPayload \"true\" to take it as it is");
            return null;
        }

        if (incoming.Header.ExpiresAt <= clock.GetUtcNow())
        {
            await DropAsync(message, "its time to live is over");
            return null;
        }

        switch (subscription.RouteFor(incoming))
        {
            case { Problem: { } problem }:
                await GiveUpAsync(message, problem);
                return null;
            case { Path: { } path }:
                return (path.StartsWith('/') ? path : "/" + path, incoming);
            default:
                await DropAsync(message, "no route takes it");
                return null;
        }
    }

    private async Task DeliverAsync(PubSubMessage message, AppRequest request)
    {
        var verdict = await AskAsync(request);
        if (verdict.Kind == VerdictKind.Drop)
        {
            await DropAsync(message, verdict.Reason);
        }
        else if (verdict.Kind == VerdictKind.Retry)
        {
            // Once stopping, a failure says nothing about the message: it stays with the broker.
            stop.ThrowIfCancellationRequested();
            await GiveUpAsync(message, verdict.Reason);
        }
    }

    /// <summary>The verdict on the last try.</summary>
    private async Task<Verdict> AskAsync(AppRequest request)
    {
        try
        {
            return await runner.RunAsync(
                new Call<Verdict>(token => AskOnceAsync(request, token))
                {
                    Judge = verdict => verdict.Kind == VerdictKind.Retry ? new Failure(verdict.Reason, verdict.Code) : null,
                    What = $"topic {subscription.Topic}",
                    Stop = stop,
                }, abort);
        }
        catch (PolicyException e)
        {
            return new Verdict(VerdictKind.Retry, e.Message);
        }
    }

    private async Task<Verdict> AskOnceAsync(AppRequest request, CancellationToken token)
    {
        try
        {
            return Verdict.Of(await app.SendAsync(request, token));
        }
        catch (AppUnreachableException e)
        {
            return new Verdict(VerdictKind.Retry, e.Message);
        }
    }

    /// <summary>Gives the message to the dead letter topic, if there is one, and to nobody else.</summary>
    public async Task DropAsync(PubSubMessage message, string reason)
    {
        logger.MessageDropped(subscription.PubSub, subscription.Topic, reason, subscription.DeadLetterTopic ?? "");
        if (subscription.DeadLetterTopic is { } deadLetters)
        {
            await broker.PublishAsync(deadLetters, message.Data, message.Metadata, CancellationToken.None);
        }
    }

    /// <summary>Makes it a dead letter, or the component's affair.</summary>
    /// <exception cref="DeliveryException">There is no dead letter topic.</exception>
    public async Task GiveUpAsync(PubSubMessage message, string reason)
    {
        if (subscription.DeadLetterTopic is null)
        {
            logger.DeliveryFailed(subscription.PubSub, subscription.Topic, reason);
            throw new DeliveryException($"topic {subscription.Topic}: {reason}");
        }

        await DropAsync(message, reason);
    }

    private AppRequest Request(string path, IncomingEvent incoming, IReadOnlyDictionary<string, string> metadata) =>
        new(HttpMethod.Post, path)
        {
            Body = incoming.Body,
            ContentType = ContentTypes.CloudEvents,
            Headers = Headers(incoming.Header, metadata),
        };

    private IEnumerable<KeyValuePair<string, string>> Headers(
        EventHeader header, IReadOnlyDictionary<string, string> metadata)
    {
        yield return new("pubsubname", subscription.PubSub);
        yield return new(TraceParent.Header, header.TraceParent is { Length: > 0 } given ? given : TraceParent.New());
        if (header.TraceState is { Length: > 0 } state)
        {
            yield return new("tracestate", state);
        }

        foreach (var item in metadata.Where(item => !Owned.Contains(item.Key)))
        {
            yield return item;
        }
    }

    private static readonly HashSet<string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        "pubsubname", "content-type", "content-length", "host", "transfer-encoding", "connection", "traceparent", "tracestate",
    };
}
