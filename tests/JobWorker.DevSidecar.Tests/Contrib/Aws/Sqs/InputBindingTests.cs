using System.Collections.Concurrent;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing.Emulators;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

[Collection(SqsGroup.Name)]
public sealed class AMessageOnAQueueWithABinding(SqsFixture sqs) : IAsyncLifetime
{
    private readonly string _queue = SqsFixture.NewName("raw");
    private readonly FakeApp _app = new FakeApp().On("OPTIONS /intake", 405);

    private SqsEmulator Emulator => sqs.Emulator;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [SkippableFact]
    public async Task Reaches_the_app_as_it_is_and_is_deleted()
    {
        await Emulator.CreateQueueAsync(_queue);
        await Emulator.SendAsync(_queue, """{"id": "ü",  "n": 1.0}""");

        await using var sidecar = await StartAsync(_app.On("POST /intake", 204));
        await Emulator.EmptyAsync(_queue);

        var call = Assert.Single(_app.CallsTo("POST /intake"));
        Assert.Equal("""{"id": "ü",  "n": 1.0}""", call.Body);
        Assert.Equal("application/json", call.Headers.ContentType);
        Assert.StartsWith("00-", call.Headers.TraceParent, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Comes_again_after_the_queues_visibility_timeout_when_the_app_refused_it()
    {
        await Emulator.CreateQueueAsync(_queue, visibility: 1);
        await Emulator.SendAsync(_queue, "{}");

        await using var sidecar = await StartAsync(FailsTimes(1));
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(2, _app.CallsTo("POST /intake").Count);
    }

    [SkippableFact]
    public async Task Is_tried_again_by_the_inbound_retry_policy_before_the_queue_hears_of_it()
    {
        const string Resiliency = """
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {retries: {quick: {policy: constant, duration: 5ms, maxRetries: 3}}}
              targets: {components: {queue: {inbound: {retry: quick}}}}
            """;
        await Emulator.CreateQueueAsync(_queue, visibility: 600);
        await Emulator.SendAsync(_queue, "{}");

        await using var sidecar = await StartAsync(FailsTimes(2), more: Resiliency);
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(3, _app.CallsTo("POST /intake").Count);
    }

    [SkippableFact]
    public async Task Is_handled_one_at_a_time_by_one_component()
    {
        var now = 0;
        var seen = new ConcurrentBag<int>();
        await Emulator.CreateQueueAsync(_queue);
        for (var i = 0; i < 4; i++)
        {
            await Emulator.SendAsync(_queue, $"{i}");
        }

        await using var sidecar = await StartAsync(_app.On("POST /intake", async (_, _) =>
        {
            seen.Add(Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
        }));
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(1, seen.Max());
    }

    [SkippableFact]
    public async Task Is_handled_beside_others_by_several_components_on_the_queue()
    {
        var bodies = new ConcurrentBag<string>();
        var all = new TaskCompletionSource();
        await Emulator.CreateQueueAsync(_queue);
        foreach (var body in new[] { "1", "2", "3", "4" })
        {
            await Emulator.SendAsync(_queue, body);
        }

        _app.On("POST /intake", (call, _) =>
        {
            bodies.Add(call.Body);
            if (bodies.Count == 4)
            {
                all.TrySetResult();
            }

            return all.Task;
        });
        var yaml = string.Join("\n---\n", Enumerable.Range(1, 4).Select(n => Binding($"queue-{n}", "direction: input, output")));
        await using var sidecar = await SidecarHarness.StartAsync(_app, yaml);
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(["1", "2", "3", "4"], bodies.Order());
        Assert.Empty(_app.CallsTo("OPTIONS /intake"));
    }

    [SkippableFact]
    public async Task Waits_for_a_queue_that_is_made_later_or_anew()
    {
        await using var sidecar = await StartAsync(_app.On("POST /intake", 200));

        await Emulator.CreateQueueAsync(_queue);
        await Emulator.SendAsync(_queue, "1");
        await Emulator.EmptyAsync(_queue);
        await Emulator.DeleteQueueAsync(_queue);
        await Emulator.CreateQueueAsync(_queue);
        await Emulator.SendAsync(_queue, "2");
        await Emulator.EmptyAsync(_queue);

        Assert.Equal(["1", "2"], _app.CallsTo("POST /intake").Select(call => call.Body));
    }

    [SkippableFact]
    public async Task Stays_where_it_is_while_the_sidecar_stops_and_the_app_refuses_it()
    {
        await Emulator.CreateQueueAsync(_queue);
        await Emulator.SendAsync(_queue, "1");
        var arrived = new TaskCompletionSource();
        var sidecar = await StartAsync(_app.On("POST /intake", (_, http) =>
        {
            arrived.TrySetResult();
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        }));
        await arrived.Task;

        await sidecar.DisposeAsync();

        Assert.Equal((0, 1), await Emulator.CountAsync(_queue));
    }

    [SkippableTheory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(405, true)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    public async Task Is_read_when_the_app_answers_the_probe_with_2xx_or_405(int status, bool isRead)
    {
        await Emulator.CreateQueueAsync(_queue);
        await Emulator.SendAsync(_queue, "1");

        await using var sidecar = await StartAsync(_app.On("OPTIONS /intake", status).On("POST /intake", 200));

        Assert.Single(_app.CallsTo("OPTIONS /intake"));
        if (isRead)
        {
            await Emulator.EmptyAsync(_queue);
        }
        else
        {
            Assert.Equal((1, 0), await Emulator.CountAsync(_queue));
        }
    }

    private FakeApp FailsTimes(int times)
    {
        var left = times;

        return _app.On("POST /intake", (_, http) =>
        {
            http.Response.StatusCode = left-- > 0 ? 500 : 200;
            return Task.CompletedTask;
        });
    }

    private Task<SidecarHarness> StartAsync(FakeApp app, string more = "") =>
        SidecarHarness.StartAsync(app, $"{Binding("queue")}\n{more}");

    private string Binding(string name, string more = "") =>
        sqs.Component(name, "bindings.aws.sqs", $"queueName: {_queue}\nroute: /intake\n{more}");
}
