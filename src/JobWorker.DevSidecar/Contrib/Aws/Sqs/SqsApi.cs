using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs;

/// <summary>What a queue handed out.</summary>
/// <param name="Id">For logs.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="Receipt">Says which delivery is meant when the message is deleted.</param>
/// <param name="Deliveries">How often it was handed out, this time included; about.</param>
internal sealed record SqsMessage(string Id, string Body, string Receipt, int Deliveries);

/// <summary>The calls of SQS that the components make.</summary>
/// <param name="aws">Where SQS is.</param>
/// <param name="limit">Time for an answer, beyond the time a receive waits.</param>
internal sealed class SqsApi(AwsClient aws, TimeSpan limit)
{
    /// <summary>The code of a queue that is not there.</summary>
    public const string NoQueue = "QueueDoesNotExist";

    /// <summary>The URL of a queue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="account">Whose it is; none for the caller's own.</param>
    /// <param name="cancel">Gives the call up.</param>
    public async Task<string> FindAsync(string name, string? account, CancellationToken cancel)
    {
        var payload = new JsonObject { ["QueueName"] = name };
        if (account is not null)
        {
            payload["QueueOwnerAWSAccountId"] = account;
        }

        return (await CallAsync("GetQueueUrl", payload, cancel)).GetProperty("QueueUrl").GetString()!;
    }

    /// <summary>The URL of a queue, made now unless it is there.</summary>
    public async Task<string> CreateAsync(string name, JsonObject attributes, JsonObject tags, CancellationToken cancel)
    {
        var payload = new JsonObject { ["QueueName"] = name, ["Attributes"] = attributes, ["tags"] = tags };

        return (await CallAsync("CreateQueue", payload, cancel)).GetProperty("QueueUrl").GetString()!;
    }

    /// <summary>One attribute of a queue; none where it was never set.</summary>
    public async Task<string?> AttributeAsync(string url, string name, CancellationToken cancel)
    {
        var answer = await CallAsync(
            "GetQueueAttributes", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray(name) }, cancel);

        return answer.TryGetProperty("Attributes", out var attributes) && attributes.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;
    }

    public Task SetAttributeAsync(string url, string name, string value, CancellationToken cancel) => CallAsync(
        "SetQueueAttributes", new() { ["QueueUrl"] = url, ["Attributes"] = new JsonObject { [name] = value } }, cancel);

    /// <summary>Waits up to <paramref name="wait"/> for a first message, then answers what is there, if anything.</summary>
    /// <param name="url">The queue.</param>
    /// <param name="most">1 to 10.</param>
    /// <param name="wait">Up to 20 s, whole seconds.</param>
    /// <param name="visibility">How long nobody else gets them; none leaves that to the queue.</param>
    /// <param name="cancel">Gives the call up; what it would have brought comes again after the visibility timeout.</param>
    public async Task<IReadOnlyList<SqsMessage>> ReceiveAsync(
        string url, int most, TimeSpan wait, TimeSpan? visibility, CancellationToken cancel)
    {
        var payload = new JsonObject
        {
            ["QueueUrl"] = url,
            ["AttributeNames"] = new JsonArray("ApproximateReceiveCount"),
            ["MaxNumberOfMessages"] = most,
            ["WaitTimeSeconds"] = (int)wait.TotalSeconds,
        };
        if (visibility is { } time)
        {
            payload["VisibilityTimeout"] = (int)time.TotalSeconds;
        }

        var answer = await aws.JsonAsync("sqs", "AmazonSQS.ReceiveMessage", payload, limit + wait, cancel);

        return answer.TryGetProperty("Messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? [.. messages.EnumerateArray().Select(Read)]
            : [];
    }

    public Task DeleteAsync(string url, string receipt, CancellationToken cancel) =>
        CallAsync("DeleteMessage", new() { ["QueueUrl"] = url, ["ReceiptHandle"] = receipt }, cancel);

    /// <summary>Lets others have the message at once.</summary>
    public Task ShowAsync(string url, string receipt, CancellationToken cancel) => CallAsync(
        "ChangeMessageVisibility", new() { ["QueueUrl"] = url, ["ReceiptHandle"] = receipt, ["VisibilityTimeout"] = 0 }, cancel);

    public Task SendAsync(string url, string body, CancellationToken cancel) =>
        CallAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = body }, cancel);

    private static SqsMessage Read(JsonElement message) => new(
        message.GetProperty("MessageId").GetString() ?? "",
        message.GetProperty("Body").GetString() ?? "",
        message.GetProperty("ReceiptHandle").GetString() ?? "",
        message.TryGetProperty("Attributes", out var attributes)
            && attributes.TryGetProperty("ApproximateReceiveCount", out var count)
            && int.TryParse(count.GetString(), out var deliveries) ? deliveries : 1);

    private Task<JsonElement> CallAsync(string action, JsonObject payload, CancellationToken cancel) =>
        aws.JsonAsync("sqs", $"AmazonSQS.{action}", payload, limit, cancel);
}
