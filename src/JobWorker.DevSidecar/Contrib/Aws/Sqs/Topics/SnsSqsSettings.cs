using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>The fields of <c>pubsub.aws.snssqs</c> beyond where AWS is.</summary>
/// <param name="Queue">The one queue of all topics: <c>consumerID</c>, default the app-id.</param>
/// <param name="Fifo">Topics and queues are FIFO.</param>
/// <param name="MessageGroup">The one group of all messages that are published; default the consumer id.</param>
/// <param name="Visibility">How long a message is hidden once it was received; at least 1 s, default 10 s.</param>
/// <param name="RetryLimit">Deliveries that end a message where there is no dead letter queue; at least 2, default 10.</param>
/// <param name="DeadLetterQueue">Where messages go after <paramref name="ReceiveLimit"/> deliveries; empty for none.</param>
/// <param name="ReceiveLimit">Given together with the dead letter queue.</param>
/// <param name="Wait">How long a receive waits; 1 to 20 s, default 2 s.</param>
/// <param name="Batch">Messages a receive brings; 1 to 10, default 10.</param>
/// <param name="Creates">Topics, queues and subscriptions are made where they are missing: not
/// <c>disableEntityManagement</c>.</param>
/// <param name="Deletes">A message at its retry limit is deleted: not <c>disableDeleteOnRetryLimit</c>.</param>
/// <param name="ManagementLimit">Time for each call that looks for or makes a topic or queue; default 5 s.</param>
/// <param name="Account">Whose topics and queues; empty asks STS.</param>
/// <param name="Parallel">Messages of a batch handled at once; 1 with <c>concurrencyMode: single</c>.</param>
internal sealed record SnsSqsSettings(
    string Queue, bool Fifo, string MessageGroup, TimeSpan Visibility, int RetryLimit, string DeadLetterQueue, int ReceiveLimit,
    TimeSpan Wait, int Batch, bool Creates, bool Deletes, TimeSpan ManagementLimit, string Account, int Parallel)
{
    private const int Many = 1_000_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <exception cref="ComponentException">A field is malformed, or two contradict each other.</exception>
    public static SnsSqsSettings From(ComponentSpec spec, string appId)
    {
        var consumer = spec.Get("consumerID", appId);
        var batch = spec.Number("messageMaxNumber", 10, 1, 10);
        var settings = new SnsSqsSettings(
            consumer, spec.Flag("fifo"), spec.Get("fifoMessageGroupID", consumer),
            spec.Number("messageVisibilityTimeout", 10, 1, 43_200) * Second,
            spec.Number("messageRetryLimit", 10, 2, int.MaxValue),
            spec.Get("sqsDeadLettersQueueName"), spec.Number("messageReceiveLimit", 0, 0, 1000),
            spec.Number("messageWaitTimeSeconds", 2, 1, 20) * Second, batch,
            !spec.Flag("disableEntityManagement"), !spec.Flag("disableDeleteOnRetryLimit"),
            spec.Duration("assetsManagementTimeoutSeconds", 5 * Second, Second),
            spec.Get("accountID") is { Length: 12 } account ? account : "", ParallelOf(spec, batch));
        Check(settings);

        return settings;
    }

    private static int ParallelOf(ComponentSpec spec, int batch)
    {
        var limit = spec.Number("concurrencyLimit", 0, 0, Many);

        return spec.Get("concurrencyMode", "parallel").ToUpperInvariant() switch
        {
            "SINGLE" => 1,
            "PARALLEL" => limit == 0 ? batch : limit,
            _ => throw spec.Wrong("concurrencyMode", "must be parallel or single"),
        };
    }

    private static void Check(SnsSqsSettings settings)
    {
        if (settings.ReceiveLimit > 0 != settings.DeadLetterQueue.Length > 0)
        {
            throw new ComponentException("messageReceiveLimit and sqsDeadLettersQueueName: give both or neither.");
        }

        if (settings is { DeadLetterQueue.Length: > 0, Deletes: false })
        {
            throw new ComponentException("disableDeleteOnRetryLimit: must not be true where sqsDeadLettersQueueName is given.");
        }
    }
}
