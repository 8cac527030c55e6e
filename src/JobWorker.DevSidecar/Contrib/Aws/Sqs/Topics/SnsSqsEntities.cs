using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>A queue as AWS knows it.</summary>
internal sealed record SqsQueue(string Name, string Url, string Arn);

/// <summary>Topics, the queue and what connects them: made where they are missing, or only looked up.</summary>
/// <param name="settings">Names, and whether things may be made.</param>
/// <param name="aws">For the region in ARNs.</param>
/// <param name="account">Whose they are.</param>
internal sealed class SnsSqsEntities(SnsSqsSettings settings, AwsClient aws, string account) : IDisposable
{
    private static readonly Dictionary<string, string> Plain = [];
    private readonly SqsApi _sqs = new(aws, settings.ManagementLimit);
    private readonly SnsApi _sns = new(aws, settings.ManagementLimit);
    private readonly ConcurrentDictionary<string, string> _topics = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>The ARN of a topic.</summary>
    /// <exception cref="AwsException">It cannot be made, or is not there.</exception>
    public async Task<string> TopicAsync(string topic, CancellationToken cancel)
    {
        var name = AwsName.Of(topic, settings.Fifo);
        if (_topics.TryGetValue(name, out var known))
        {
            return known;
        }

        var arn = $"arn:{aws.Settings.Partition}:sns:{aws.Settings.Region}:{account}:{name}";
        if (settings.Creates)
        {
            arn = await _sns.CreateAsync(name, Fifo("FifoTopic"), Tag("dapr-topic-name", topic), cancel);
        }
        else
        {
            await _sns.CheckAsync(arn, cancel);
        }

        return _topics[name] = arn;
    }

    /// <summary>Looks again next time: the topic was found to be gone.</summary>
    public void Forget(string topic) => _topics.TryRemove(AwsName.Of(topic, settings.Fifo), out _);

    /// <summary>Sees to it that what is published to a topic reaches the queue.</summary>
    /// <exception cref="AwsException">Something cannot be made, or is not there.</exception>
    public async Task<SqsQueue> ConnectAsync(string topic, CancellationToken cancel)
    {
        // One at a time: two topics that change the queue's policy at once would undo each other.
        await _gate.WaitAsync(cancel);
        try
        {
            var topicArn = await TopicAsync(topic, cancel);
            var queue = await QueueAsync(settings.Queue, cancel);
            if (settings.Creates)
            {
                await AdmitAsync(queue, topicArn, cancel);
                await SetDeadLettersAsync(queue, cancel);
                await _sns.SubscribeAsync(topicArn, queue.Arn, cancel);
            }
            else if (!await _sns.IsSubscribedAsync(topicArn, cancel))
            {
                throw new AwsException(
                    "sns ListSubscriptionsByTopic", SnsApi.NoTopic, $"nothing is subscribed to topic {topicArn}");
            }

            return queue;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<SqsQueue> QueueAsync(string given, CancellationToken cancel)
    {
        var name = AwsName.Of(given, settings.Fifo);
        var url = settings.Creates
            ? await _sqs.CreateAsync(name, ToJson(Fifo("FifoQueue")), ToJson(Tag("dapr-queue-name", given)), cancel)
            : await _sqs.FindAsync(name, account, cancel);
        var arn = await _sqs.AttributeAsync(url, "QueueArn", cancel)
            ?? throw new AwsException("sqs GetQueueAttributes", "InvalidAnswer", $"queue {name} has no QueueArn");

        return new SqsQueue(name, url, arn);
    }

    private async Task AdmitAsync(SqsQueue queue, string topicArn, CancellationToken cancel)
    {
        var policy = await _sqs.AttributeAsync(queue.Url, "Policy", cancel);
        if (QueuePolicy.Admit(policy, queue.Arn, topicArn) is { } changed)
        {
            await _sqs.SetAttributeAsync(queue.Url, "Policy", changed, cancel);
        }
    }

    private async Task SetDeadLettersAsync(SqsQueue queue, CancellationToken cancel)
    {
        if (settings.DeadLetterQueue.Length == 0)
        {
            return;
        }

        var dead = await QueueAsync(settings.DeadLetterQueue, cancel);
        var redrive = new JsonObject
        {
            ["deadLetterTargetArn"] = dead.Arn,
            ["maxReceiveCount"] = settings.ReceiveLimit.ToString(CultureInfo.InvariantCulture),
        };
        await _sqs.SetAttributeAsync(queue.Url, "RedrivePolicy", redrive.ToJsonString(), cancel);
    }

    private Dictionary<string, string> Fifo(string kind) => settings.Fifo
        ? new() { [kind] = "true", ["ContentBasedDeduplication"] = "true" }
        : Plain;

    private static Dictionary<string, string> Tag(string key, string value) => new() { [key] = value };

    private static JsonObject ToJson(Dictionary<string, string> map) =>
        new(map.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
}
