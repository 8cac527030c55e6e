namespace JobWorker.Benchmarks.Sidecars.Scene;

/// <summary>Where messages come from, and what has to be said to a sidecar about it.</summary>
internal static class Brokers
{
    public const string Redis = "redis";
    public const string SnsSqs = "snssqs";
    public const string Sqs = "sqs";

    /// <summary>Entries a stream keeps, roughly.</summary>
    public const int StreamLength = 100_000;

    /// <summary>The component files of one sidecar.</summary>
    public static string Components(BenchmarkOptions options, int appPort, int redisPort, string? emulator, string name)
    {
        string[] redis = [$"redisHost: 127.0.0.1:{redisPort}"];
        string[] aws = ["region: us-east-1", $"endpoint: {emulator}", "accessKey: test", "secretKey: test"];
        List<string> components =
        [
            Component("state", "state.redis", [.. redis, "actorStateStore: true"]),
            Component("noop", "bindings.http", [$"url: http://127.0.0.1:{appPort}/noop"]),
        ];
        components.AddRange(options.Broker switch
        {
            SnsSqs => [Component(NoopApp.PubSub, "pubsub.aws.snssqs", [.. aws, $"consumerID: {name}"])],
            Sqs => Enumerable.Range(1, options.Pollers).Select(poller => Component($"queue-{poller}", "bindings.aws.sqs",
                [.. aws, $"queueName: {name}", "direction: input", $"route: {NoopApp.Route}"])),
            _ => [Component(NoopApp.PubSub, "pubsub.redis", [.. redis, $"maxLenApprox: {StreamLength}"])],
        });

        return string.Join("\n---\n", components);
    }

    /// <summary>Puts messages with these numbers where <paramref name="side"/> reads, past every sidecar.</summary>
    public static async Task SendAsync(SidecarScene scene, Side side, string broker, IEnumerable<long> numbers)
    {
        switch (broker)
        {
            case Redis:
                using (var redis = scene.Redis.Connect())
                {
                    redis.Add(side.Name, [.. numbers.Select(Event).Select(System.Text.Encoding.UTF8.GetBytes)]);
                }

                break;
            case SnsSqs:
                await scene.Emulator!.PublishAllAsync(side.Name, numbers.Select(Event));
                break;
            default:
                await scene.Emulator!.SendAllAsync(side.Name, numbers.Select(SeenMessages.Data));
                break;
        }
    }

    private static string Event(long number) => $$"""
        {"specversion":"1.0","id":"{{number}}","type":"com.dapr.event.sent","source":"benchmark",
        "datacontenttype":"application/json","data":{{SeenMessages.Data(number)}}}
        """;

    private static string Field(string[] pair) => $"    - {{name: {pair[0]}, value: \"{pair[1]}\"}}";

    private static string Component(string name, string type, IEnumerable<string> fields) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: {{name}}}
        spec:
          type: {{type}}
          version: v1
          metadata:
        {{string.Join('\n', fields.Select(field => field.Split(": ", 2)).Select(Field))}}
        """;
}
