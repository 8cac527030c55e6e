namespace JobWorker.DevSidecar.Components;

/// <summary>A message broker behind <c>pubsub.*</c>.</summary>
internal interface IPubSub : IAsyncDisposable
{
    /// <summary>Appends one message to <paramref name="topic"/>; returns once the broker has it.</summary>
    Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel);

    /// <summary>Appends many, in order: one by one where the broker knows no better.</summary>
    /// <returns>For each why it failed; none where the broker has it.</returns>
    async Task<IReadOnlyList<string?>> PublishAllAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel)
    {
        var failures = new string?[messages.Count];
        for (var at = 0; at < messages.Count; at++)
        {
            try
            {
                await PublishAsync(topic, messages[at].Data, messages[at].Metadata, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures[at] = e.Message;
            }
        }

        return failures;
    }

    /// <summary>Delivers messages until <paramref name="cancel"/> fires, then lets the handlers in flight end.</summary>
    /// <remarks>Returns a task that ends with the subscription. Creating the consumer group is done before the first await.</remarks>
    Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel);
}

/// <summary>Takes one message. An exception means it was not handled; what follows is the component's own rule.</summary>
internal delegate Task PubSubHandler(PubSubMessage message, CancellationToken cancel);

/// <summary>One message as the broker kept it.</summary>
internal sealed record PubSubMessage(string Topic, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>One message for the broker.</summary>
internal sealed record OutgoingMessage(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
