using System.Globalization;
using System.Xml.Linq;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>The calls of SNS and STS that the components make.</summary>
/// <param name="aws">Where they are.</param>
/// <param name="limit">Time for an answer.</param>
internal sealed class SnsApi(AwsClient aws, TimeSpan limit)
{
    /// <summary>The code of a topic that is not there.</summary>
    public const string NoTopic = "NotFound";

    private const string SnsVersion = "2010-03-31";
    private const string StsVersion = "2011-06-15";

    /// <summary>The number of the account that calls.</summary>
    public async Task<string> AccountAsync(CancellationToken cancel)
    {
        var answer = await aws.QueryAsync("sts", StsVersion, "GetCallerIdentity", [], limit, cancel);

        return answer.Find("Account") ?? throw new AwsException("sts GetCallerIdentity", "InvalidAnswer", "it names no account");
    }

    /// <summary>The ARN of a topic, made now unless it is there.</summary>
    public async Task<string> CreateAsync(
        string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags,
        CancellationToken cancel)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("Name", name), .. Numbered("Attributes.entry", "key", "value", attributes),
            .. Numbered("Tags.member", "Key", "Value", tags),
        ];
        var answer = await CallAsync("CreateTopic", parameters, cancel);

        return answer.Find("TopicArn") ?? throw new AwsException("sns CreateTopic", "InvalidAnswer", "it names no topic");
    }

    /// <exception cref="AwsException">Among other things: <see cref="NoTopic"/>.</exception>
    public Task CheckAsync(string topicArn, CancellationToken cancel) =>
        CallAsync("GetTopicAttributes", [new("TopicArn", topicArn)], cancel);

    /// <summary>Sends what comes to a topic on to a queue, inside an SNS notification; once, however often it is asked.</summary>
    public Task SubscribeAsync(string topicArn, string queueArn, CancellationToken cancel) =>
        CallAsync("Subscribe", [new("TopicArn", topicArn), new("Protocol", "sqs"), new("Endpoint", queueArn)], cancel);

    /// <summary>Whether anything is subscribed to a topic.</summary>
    public async Task<bool> IsSubscribedAsync(string topicArn, CancellationToken cancel)
    {
        var answer = await CallAsync("ListSubscriptionsByTopic", [new("TopicArn", topicArn)], cancel);

        return answer.All("SubscriptionArn").Any();
    }

    /// <summary>Publishes a text.</summary>
    /// <param name="topicArn">Where.</param>
    /// <param name="message">At most 256 KiB.</param>
    /// <param name="group">The message group, for FIFO topics alone.</param>
    /// <param name="cancel">Gives the call up.</param>
    public Task PublishAsync(string topicArn, string message, string? group, CancellationToken cancel)
    {
        List<KeyValuePair<string, string>> parameters = [new("TopicArn", topicArn), new("Message", message)];
        if (group is not null)
        {
            parameters.Add(new("MessageGroupId", group));
        }

        return CallAsync("Publish", parameters, cancel);
    }

    private Task<XElement> CallAsync(string action, List<KeyValuePair<string, string>> parameters, CancellationToken cancel) =>
        aws.QueryAsync("sns", SnsVersion, action, parameters, limit, cancel);

    private static IEnumerable<KeyValuePair<string, string>> Numbered(
        string prefix, string key, string value, IReadOnlyDictionary<string, string> map) => map.SelectMany((item, i) =>
    {
        var number = (i + 1).ToString(CultureInfo.InvariantCulture);

        return new KeyValuePair<string, string>[]
        {
            new($"{prefix}.{number}.{key}", item.Key), new($"{prefix}.{number}.{value}", item.Value),
        };
    });
}
