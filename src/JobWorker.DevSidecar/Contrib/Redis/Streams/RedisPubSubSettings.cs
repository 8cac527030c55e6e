using System.Globalization;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>The fields of <c>pubsub.redis</c> beyond the address.</summary>
/// <param name="ConsumerId">Name of the group and of the consumer in it; default the app-id.</param>
/// <param name="ProcessingTimeout">Pending longer, a message is delivered again; default 60 s, 0 never redelivers.</param>
/// <param name="RedeliverInterval">Time between searches for such messages; default 15 s, 0 never redelivers.</param>
/// <param name="QueueDepth">Messages read at once; default 100.</param>
/// <param name="Concurrency">Handlers at work at once, over all topics of the component; default 10.</param>
/// <param name="MaxLenApprox">Entries a stream keeps, roughly; 0 keeps all.</param>
/// <param name="StreamTtl">Age entries are dropped at, roughly; 0 keeps all.</param>
internal sealed record RedisPubSubSettings(
    string ConsumerId,
    TimeSpan ProcessingTimeout,
    TimeSpan RedeliverInterval,
    int QueueDepth,
    int Concurrency,
    int MaxLenApprox,
    TimeSpan StreamTtl)
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether messages that stay pending are ever delivered again.</summary>
    public bool Redelivers => ProcessingTimeout > TimeSpan.Zero && RedeliverInterval > TimeSpan.Zero;

    /// <exception cref="ComponentException">A field is malformed.</exception>
    public static RedisPubSubSettings From(ComponentSpec spec, string appId) => new(
        spec.Get("consumerID", appId),
        spec.Duration("processingTimeout", TimeSpan.FromSeconds(60), Millisecond),
        RedeliverIntervalOf(spec),
        spec.Number("queueDepth", 100, 1, 1_000_000),
        spec.Number("concurrency", 10, 1, 10_000),
        spec.Number("maxLenApprox", 0, 0, int.MaxValue),
        spec.Duration("streamTTL", TimeSpan.Zero, Millisecond));

    /// <summary>As Dapr 1.18: only a plain number of milliseconds counts, a duration such as <c>30s</c> is passed over.</summary>
    private static TimeSpan RedeliverIntervalOf(ComponentSpec spec) =>
        long.TryParse(spec.Get("redeliverInterval"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromSeconds(15);
}
