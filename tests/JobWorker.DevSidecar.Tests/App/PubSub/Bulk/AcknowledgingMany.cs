using System.Text.Json;
using JobWorker.DevSidecar.Tests.Contrib.Redis;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.App.PubSub.Bulk;

/// <summary>Each message of a batch is acknowledged by its component's own rule, here that of Redis.</summary>
public sealed class AcknowledgingManyEvents(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly string _topic = $"bulk-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Leaves_nothing_pending_whatever_the_app_said_of_each()
    {
        redis.Require();
        string[] answers = ["SUCCESS", "RETRY", "DROP"];
        await using var app = new FakeApp().Subscribes(Bulk(3, 60_000)).On("POST /jobs", async (call, http) =>
            await http.Response.WriteAsJsonAsync(new
            {
                statuses = Entries(call).Zip(answers, (entry, status) => new { entryId = entry.GetProperty("entryId").GetString(), status }),
            }));
        await using var sidecar = await SidecarHarness.StartAsync(app, Yaml());

        var published = await sidecar.PostAsync($"/v1.0/publish/bulk/pubsub/{_topic}", JsonSerializer.Serialize(
            Enumerable.Range(1, 3).Select(n => new { entryId = $"{n}", @event = n, contentType = "application/json" })));
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 1);

        Assert.Equal(StatusCodes.Status204NoContent, (int)published.Status);
        await PendingBecomesAsync(0);
        Assert.Equal(3, (await redis.SendAsync("XLEN", _topic)).Long);
        Assert.Single(app.CallsTo("POST /jobs"));
    }

    [SkippableFact]
    public async Task Leaves_pending_what_still_waited_for_others_when_the_sidecar_stopped()
    {
        redis.Require();
        await using var app = new FakeApp().Subscribes(Bulk(100, 600_000)).On("POST /jobs", 500);
        await using var sidecar = await SidecarHarness.StartAsync(app, Yaml());
        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "1");
        await PendingBecomesAsync(1);

        await sidecar.Sidecar.StopAsync();

        Assert.Equal(1, await PendingAsync());
        Assert.Empty(app.CallsTo("POST /jobs"));
    }

    private string Bulk(int most, int wait) => $$"""
        [{"pubsubname":"pubsub","topic":"{{_topic}}","route":"/jobs",
          "bulkSubscribe":{"enabled":true,"maxMessagesCount":{{most}},"maxAwaitDurationMs":{{wait}} } }]
        """;

    private string Yaml() => $$"""
        kind: Component
        metadata: {name: pubsub}
        spec: {type: pubsub.redis, version: v1, metadata: [{name: redisHost, value: "{{redis.Address}}"}]}
        """;

    private async Task PendingBecomesAsync(long count)
    {
        for (var tries = 0; await PendingAsync() != count; tries++)
        {
            Assert.True(tries < 500, $"{count} pending messages never came");
            await Task.Delay(10);
        }
    }

    private async Task<long> PendingAsync() => (await redis.SendAsync("XPENDING", _topic, "app")).Items[0].Long;

    private static JsonElement.ArrayEnumerator Entries(AppCall call) =>
        JsonDocument.Parse(call.Body).RootElement.GetProperty("entries").EnumerateArray();
}
