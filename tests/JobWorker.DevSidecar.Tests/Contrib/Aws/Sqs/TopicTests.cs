using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing;
using JobWorker.Testing.Emulators;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

[Collection(SqsGroup.Name)]
public sealed class AMessageOnATopic(SqsFixture sqs) : IAsyncLifetime
{
    private const string Quick = "messageVisibilityTimeout: 1\nmessageWaitTimeSeconds: 1";
    private readonly string _queue = SqsFixture.NewName("consumer");
    private readonly FakeApp _app = new();

    private SqsEmulator Emulator => sqs.Emulator;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [SkippableFact]
    public async Task Reaches_the_subscriber_as_a_cloud_event_and_is_deleted()
    {
        await using var sidecar = await StartAsync(_app.On("POST /take", 200));

        await PublishAsync(sidecar, """{"n":1}""");
        await TakenAsync();
        await Emulator.EmptyAsync(_queue);

        using var given = JsonDocument.Parse(Assert.Single(_app.CallsTo("POST /take")).Body);
        Assert.Equal("""{"n":1}""", given.RootElement.GetProperty("data").GetRawText());
        Assert.Equal("app", given.RootElement.GetProperty("source").GetString());
    }

    [SkippableFact]
    public async Task May_be_put_on_the_queue_by_hand_in_the_form_of_a_notification()
    {
        await using var sidecar = await StartAsync(_app.On("POST /take", 200), raw: true);

        await Emulator.SendAsync(_queue, """{"TopicArn":"arn:aws:sns:us-east-1:1:jobs","Message":"{\"id\":\"ü\"}"}""");
        await Emulator.EmptyAsync(_queue);

        using var given = JsonDocument.Parse(Assert.Single(_app.CallsTo("POST /take")).Body);
        var data = given.RootElement.GetProperty("data_base64").GetBytesFromBase64();
        Assert.Equal("""{"id":"ü"}""", Encoding.UTF8.GetString(data));
    }

    [SkippableTheory]
    [InlineData("not JSON")]
    [InlineData("""{"id":"a bare message"}""")]
    [InlineData("""{"TopicArn":"arn:aws:sns:us-east-1:1:another","Message":"x"}""")]
    public async Task Stays_on_the_queue_when_it_is_of_no_subscribed_topic(string body)
    {
        await using var sidecar = await StartAsync(_app.On("POST /take", 200), "messageVisibilityTimeout: 600");

        await Emulator.SendAsync(_queue, body);
        await Until.IsAsync("it to be received", TimeSpan.FromSeconds(10), async () =>
            await Emulator.CountAsync(_queue) is (0, 1) ? this : null);

        Assert.Empty(_app.CallsTo("POST /take"));
    }

    [SkippableFact]
    public async Task Comes_again_after_the_visibility_timeout_when_the_app_refused_it()
    {
        await using var sidecar = await StartAsync(FailsTimes(1), Quick);

        await PublishAsync(sidecar, "{}");
        await TakenAsync(times: 2);
        await Emulator.EmptyAsync(_queue);
    }

    [SkippableFact]
    public async Task Ends_on_the_dead_letter_queue_after_the_receive_limit()
    {
        var dead = _queue + "-dead";
        await using var sidecar = await StartAsync(
            _app.On("POST /take", 500), $"{Quick}\nmessageReceiveLimit: 1\nsqsDeadLettersQueueName: {dead}");

        await PublishAsync(sidecar, """{"n":1}""");
        var letter = await Until.IsAsync("the dead letter", TimeSpan.FromSeconds(10), () => Emulator.TakeAsync(dead));

        Assert.Contains("\\\"n\\\":1", letter, StringComparison.Ordinal);
        Assert.Single(_app.CallsTo("POST /take"));
        await Emulator.EmptyAsync(_queue);
    }

    [SkippableFact]
    public async Task Is_deleted_unhandled_at_the_retry_limit_without_a_dead_letter_queue()
    {
        await using var sidecar = await StartAsync(_app.On("POST /take", 500), $"{Quick}\nmessageRetryLimit: 2");

        await PublishAsync(sidecar, "{}");
        await TakenAsync();
        await Emulator.EmptyAsync(_queue);

        Assert.Single(_app.CallsTo("POST /take"));
    }

    [SkippableFact]
    public async Task Is_handled_beyond_the_retry_limit_when_that_must_not_delete_it()
    {
        await using var sidecar = await StartAsync(
            _app.On("POST /take", 500), $"{Quick}\nmessageRetryLimit: 2\ndisableDeleteOnRetryLimit: true");

        await PublishAsync(sidecar, "{}");

        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /take").Count > 3);
    }

    [SkippableTheory]
    [InlineData("parallel", 3)]
    [InlineData("single", 1)]
    public async Task Is_handled_beside_others_of_its_batch_unless_told_not_to(string mode, int together)
    {
        var now = 0;
        var seen = new ConcurrentBag<int>();
        var met = new TaskCompletionSource();
        await Emulator.CreateQueueAsync(_queue);
        for (var i = 0; i < 3; i++)
        {
            await Emulator.SendAsync(_queue, $$"""{"TopicArn":"x:jobs","Message":"{{i}}"}""");
        }

        await using var sidecar = await StartAsync(
            _app.On("POST /take", async (_, _) =>
            {
                seen.Add(Interlocked.Increment(ref now));
                if (seen.Count >= together)
                {
                    met.TrySetResult();
                }

                await met.Task;
                Interlocked.Decrement(ref now);
            }),
            $"concurrencyMode: {mode}", raw: true);
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(together, seen.Max());
    }

    [SkippableFact]
    public async Task Keeps_its_place_on_a_fifo_topic()
    {
        await using var sidecar = await StartAsync(_app.On("POST /take", 200), "fifo: true\nconcurrencyMode: single");

        foreach (var n in new[] { "1", "2", "3" })
        {
            await PublishAsync(sidecar, n);
        }

        await TakenAsync(times: 3);
        Assert.Equal(["1", "2", "3"], _app.CallsTo("POST /take").Select(call => Data(call.Body)));
        Assert.Contains(_queue + ".fifo", await Emulator.QueuesAsync());
    }

    [SkippableFact]
    public async Task Cannot_be_published_where_topics_are_not_to_be_made()
    {
        var yaml = sqs.Component("topics", "pubsub.aws.snssqs", "disableEntityManagement: true\naccountID: 000000000000");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = yaml });

        var answer = await sidecar.PostAsync("/v1.0/publish/topics/never-made", "{}");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE");
        Assert.Contains("NotFound", answer.Body, StringComparison.Ordinal);
    }

    private static string Data(string cloudEvent)
    {
        using var json = JsonDocument.Parse(cloudEvent);

        return json.RootElement.GetProperty("data").GetRawText();
    }

    private FakeApp FailsTimes(int times)
    {
        var left = times;

        return _app.On("POST /take", (_, http) =>
        {
            http.Response.StatusCode = left-- > 0 ? 500 : 200;
            return Task.CompletedTask;
        });
    }

    private Task TakenAsync(int times = 1) => SidecarHarness.UntilAsync(() => _app.CallsTo("POST /take").Count == times);

    private static async Task PublishAsync(SidecarHarness sidecar, string json) =>
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/publish/topics/jobs", json)).Status);

    /// <summary>Returns when the queue is connected to the topic: what is published before that is lost.</summary>
    private async Task<SidecarHarness> StartAsync(FakeApp app, string fields = "messageWaitTimeSeconds: 1", bool raw = false)
    {
        app.Subscribes($$"""
            [{"pubsubname":"topics","topic":"jobs","route":"/take","metadata":{"rawPayload":"{{(raw ? "true" : "false")}}" } }]
            """);
        var connected = new ConnectedLog();
        var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = sqs.Component("topics", "pubsub.aws.snssqs", $"consumerID: {_queue}\n{fields}"),
            Logs = connected,
        });
        await connected.Seen.WaitAsync(TimeSpan.FromSeconds(10));

        return sidecar;
    }
}
