namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>A group of readers: what was last given out, and what of it nobody has acknowledged.</summary>
internal sealed class ConsumerGroup
{
    public StreamId LastDelivered { get; set; }

    public SortedDictionary<StreamId, PendingItem> Pending { get; } = [];

    /// <summary>Consumers by name, with when each last asked for anything, in milliseconds since 1970.</summary>
    public SortedDictionary<string, long> Consumers { get; } = new(StringComparer.Ordinal);
}

/// <summary>An entry given to a consumer and not acknowledged.</summary>
/// <param name="Consumer">Who has it.</param>
/// <param name="DeliveredAt">When it was last given, in milliseconds since 1970.</param>
/// <param name="Deliveries">How often it was given.</param>
internal sealed record PendingItem(string Consumer, long DeliveredAt, long Deliveries);
