using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Testing.Emulators;

/// <summary>SQS, SNS and STS in a process of our own, and what producers and operators do with queues.</summary>
/// <remarks>Its calls are not signed, and share no code with the ones under test.</remarks>
internal sealed class SqsEmulator : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _http = new();

    private SqsEmulator(ServerProcess process, string address) => (_process, Address) = (process, address);

    public ServerProcess Process => _process;

    /// <summary>The one endpoint of all services.</summary>
    public string Address { get; }

    public static async Task<SqsEmulator> StartAsync()
    {
        var process = ServerProcess.Start(
            "fauxqs", EmulatorPackages.Folder, new Dictionary<string, string?>(), EmulatorPackages.Node!, "fauxqs.js");
        var address = await Until.IsAsync("fauxqs to listen", TimeSpan.FromSeconds(20), () => Task.FromResult(
            process.Output.Split('\n').FirstOrDefault(line => line.StartsWith("http://", StringComparison.Ordinal))), () => process.Output);

        return new SqsEmulator(process, address);
    }

    /// <summary>Makes a queue whose messages come again, unless deleted, after <paramref name="visibility"/> seconds.</summary>
    public async Task CreateQueueAsync(string name, int visibility = 30) => await CallAsync("CreateQueue", new JsonObject
    {
        ["QueueName"] = name,
        ["Attributes"] = new JsonObject { ["VisibilityTimeout"] = $"{visibility}" },
    });

    public async Task DeleteQueueAsync(string name) =>
        await CallAsync("DeleteQueue", new JsonObject { ["QueueUrl"] = await UrlAsync(name) });

    public async Task SendAsync(string queue, string body) =>
        await CallAsync("SendMessage", new JsonObject { ["QueueUrl"] = await UrlAsync(queue), ["MessageBody"] = body });

    /// <summary>Many messages, ten to a call.</summary>
    public async Task SendAllAsync(string queue, IEnumerable<string> bodies)
    {
        var url = await UrlAsync(queue);
        foreach (var ten in bodies.Chunk(10))
        {
            await CallAsync("SendMessageBatch", new JsonObject
            {
                ["QueueUrl"] = url,
                ["Entries"] = new JsonArray(
                    [.. ten.Select((body, i) => new JsonObject { ["Id"] = $"{i}", ["MessageBody"] = body })]),
            });
        }
    }

    /// <summary>Publishes many messages on a topic, ten to a call.</summary>
    public async Task PublishAllAsync(string topic, IEnumerable<string> messages)
    {
        foreach (var ten in messages.Chunk(10))
        {
            using var form = new FormUrlEncodedContent([
                new("Action", "PublishBatch"), new("Version", "2010-03-31"),
                new("TopicArn", $"arn:aws:sns:us-east-1:000000000000:{topic}"),
                .. ten.SelectMany((message, i) => new KeyValuePair<string, string>[]
                {
                    new($"PublishBatchRequestEntries.member.{i + 1}.Id", $"{i}"),
                    new($"PublishBatchRequestEntries.member.{i + 1}.Message", message),
                }),
            ]);
            using var response = await _http.PostAsync(new Uri(Address), form);
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>One message, hidden from others for ever; none where there is none.</summary>
    public async Task<string?> TakeAsync(string queue)
    {
        var answer = await CallAsync(
            "ReceiveMessage", new JsonObject { ["QueueUrl"] = await UrlAsync(queue), ["VisibilityTimeout"] = 43_200 });

        return (string?)answer["Messages"]?[0]?["Body"];
    }

    /// <summary>Messages on a queue: those anyone can have, and those somebody has.</summary>
    public async Task<(int Visible, int Taken)> CountAsync(string queue)
    {
        var answer = await CallAsync("GetQueueAttributes", new JsonObject
        {
            ["QueueUrl"] = await UrlAsync(queue),
            ["AttributeNames"] = new JsonArray("All"),
        });

        return (Number("ApproximateNumberOfMessages"), Number("ApproximateNumberOfMessagesNotVisible"));

        int Number(string name) => int.Parse((string)answer["Attributes"]![name]!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Returns when the queue is empty: everything was handled and deleted.</summary>
    public Task EmptyAsync(string queue) => Until.IsAsync($"queue {queue} to be empty", TimeSpan.FromSeconds(20), async () =>
        await CountAsync(queue) is (0, 0) ? this : null);

    /// <summary>Returns when a queue is subscribed to a topic: SNS keeps nothing of what is published before.</summary>
    public Task ConnectedAsync(string topic) => Until.IsAsync($"topic {topic} to lead somewhere", TimeSpan.FromSeconds(20), async () =>
    {
        using var form = new FormUrlEncodedContent([new("Action", "ListSubscriptions"), new("Version", "2010-03-31")]);
        using var response = await _http.PostAsync(new Uri(Address), form);

        return (await response.Content.ReadAsStringAsync()).Contains($":{topic}</TopicArn>", StringComparison.Ordinal) ? this : null;
    });

    /// <summary>Names of all queues.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. ((await CallAsync("ListQueues", []))["QueueUrls"] as JsonArray ?? []).Select(url => ((string)url!).Split('/')[^1])];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<string> UrlAsync(string name) =>
        (string)(await CallAsync("GetQueueUrl", new JsonObject { ["QueueName"] = name }))["QueueUrl"]!;

    private async Task<JsonObject> CallAsync(string action, JsonObject payload)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{action}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        return response.IsSuccessStatusCode
            ? (body.Length == 0 ? [] : (JsonObject)JsonNode.Parse(body)!)
            : throw new InvalidOperationException($"{action}: {(int)response.StatusCode} {body}");
    }
}
