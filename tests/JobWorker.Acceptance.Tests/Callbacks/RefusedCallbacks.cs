using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Callbacks;

public sealed class RefusedCallbacks(RefusingWorld fixture) : IClassFixture<RefusingWorld>
{
    [Fact]
    public async Task By_policy_end_the_message_and_go_nowhere()
    {
        var message = Message(fixture.Url("127.0.0.1", "other"));
        var id = (string)message["id"]!;

        var (status, problem) = await fixture.World.Api.PostAsync("/api/jobs", message.ToJsonString());
        Assert.Equal(400, status);
        Assert.Contains("policy Callbacks does not allow", problem, StringComparison.Ordinal);
        var dry = await fixture.World.Api.DryRunAsync(message.Bytes());
        Assert.False(dry.GetProperty("valid").GetBoolean());
        Assert.Equal("webhook.url", dry.GetProperty("violations")[0].GetProperty("field").GetString());

        await PublishAsync(message);
        var job = await fixture.World.FinishedAsync(id);

        Assert.Equal("rejected", job.State);
        Assert.Equal(["JobRejected", "CallbackRefused"], job.Events);
        Assert.Equal("A111", job.Json.GetProperty("error").GetProperty("errorCode").GetString());
        Assert.Equal([(99, "refused")], job.Callbacks.Select(c => (c.Status, c.State)));
        Assert.DoesNotContain(fixture.Tap.All, t => t.Url == "/other");
    }

    [Fact]
    public async Task By_the_guard_end_delivery_and_not_the_job()
    {
        var message = Message(fixture.Url("127.0.0.3", "inside?x=1"));
        var id = (string)message["id"]!;

        var (status, problem) = await fixture.World.Api.PostAsync("/api/jobs", message.ToJsonString());
        Assert.Equal(400, status);
        Assert.Contains("egress guard", problem, StringComparison.Ordinal);

        await PublishAsync(message);
        var job = await fixture.World.FinishedAsync(id);

        Assert.Equal("succeeded", job.State);
        Assert.All(job.Callbacks, c => Assert.Equal("refused", c.State));
        Assert.Single(job.Events, "CallbackRefused");
        Assert.DoesNotContain("CallbackFailed", job.Events);
        var refused = (await fixture.World.Api.EventsAsync(id)).Select(e => e.GetProperty("event")).Single(e => e.GetProperty("type").GetString() == "callback.refused.v1");
        Assert.Equal((0, 1, "A111"), (Number(refused, "sequence"), Number(refused, "attempt"), refused.GetProperty("errorCode").GetString()));
        Assert.Equal(fixture.Url("127.0.0.3", "inside?x=1"), refused.GetProperty("url").GetString());
        Assert.Equal("127.0.0.3 is 127.0.0.3 (loopback), which callbacks may not reach.", refused.GetProperty("reason").GetString());
        Assert.True(await fixture.World.Api.MetricAsync("""jobworker_callbacks_total{outcome="Refused"}""") >= 1);
        Assert.Equal(1, await fixture.World.Api.MetricAsync("""jobworker_callback_attempts_total{outcome="Refused"}"""));
    }

    [Theory]
    [InlineData("127.0.0.1", "x")]
    [InlineData("localhost", "past-the-proxy-of-the-environment")]
    public async Task Are_none_where_both_allow_it(string host, string path)
    {
        var message = Message(fixture.Url(host, $"allowed/{path}"));

        Assert.Equal(202, await fixture.World.Api.SubmitAsync(message.Bytes()));
        var job = await fixture.World.FinishedAsync((string)message["id"]!);

        Assert.Equal([(0, "delivered"), (1, "delivered"), (2, "delivered")], job.Callbacks.Select(c => (c.Status, c.State)));
        Assert.Equal(3, fixture.Tap.All.Count(t => t.Url == $"/allowed/{path}"));
        Assert.True(await fixture.World.Api.MetricAsync("""jobworker_callback_attempts_total{outcome="Delivered"}""") >= 3);
        Assert.True(await fixture.World.Api.MetricAsync("jobworker_callback_delay_seconds_count") >= 3);
    }

    private static JsonObject Message(string url) => JobMessages.Shell(JobMessages.NewId(), "true", url);

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    /// <summary>Onto the queue, past the door that would refuse it.</summary>
    private async Task PublishAsync(JsonObject message)
    {
        using var http = new HttpClient();
        using var content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"http://127.0.0.1:{fixture.World.SidecarPort}/v1.0/publish/jobs-queue/jobs", content);
        response.EnsureSuccessStatusCode();
    }
}
