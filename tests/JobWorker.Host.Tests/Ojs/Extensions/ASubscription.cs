using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>Who wants to hear of events, and what becomes of those that are to be told.</summary>
public sealed class ASubscription : IAsyncLifetime, IWebhookPost
{
    private const string Body = """{"url":"https://example.com/x","events":["job.*"],"secret":"s3"}""";

    private readonly List<Delivery> _sent = [];
    private OjsWorld _world = null!;

    Task<WebhookAnswer> IWebhookPost.SendAsync(WebhookSubscription subscription, Delivery delivery, CancellationToken cancel)
    {
        _sent.Add(delivery);

        return Task.FromResult(new WebhookAnswer(500, "The receiver answered 500.", null, Took: TimeSpan.FromMilliseconds(7)));
    }

    public async Task InitializeAsync() =>
        _world = await OjsWorld.StartAsync(services => services.AddSingleton<IWebhookPost>(this));

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Tells_its_secret_once()
    {
        var (made, path) = await MakeAsync();

        Assert.Equal((201, "s3"), (made.Status, made.Text("subscription.secret")));
        Assert.False((await _world.GetAsync(path)).At("subscription").TryGetProperty("secret", out _));
        await _world.SendAsync(HttpMethod.Patch, path, """{"active":false}""");
        Assert.Equal("False", (await _world.GetAsync(path)).Text("subscription.active"));
        Assert.Equal(204, (await _world.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await _world.GetAsync(path)).Status);
        Assert.Equal(400, (await _world.PostAsync("/webhooks/subscriptions", """{"url":"ftp://x","events":["*"]}""")).Status);
    }

    [Theory]
    [InlineData("[]", "names such as")]
    [InlineData("[\"job.completed\",\"job.compelted\"]", "job.compelted, which")]
    [InlineData("[\"jobs.*\"]", "workflow.cancelled, job.*, workflow.* and *")]
    [InlineData("[\"job*\"]", "job*, which")]
    public async Task Is_refused_for_events_that_never_happen(string events, string why)
    {
        var (_, path) = await MakeAsync();

        var made = await _world.PostAsync("/webhooks/subscriptions", $$"""{"url":"https://example.com/x","events":{{events}}}""");
        var changed = await _world.SendAsync(HttpMethod.Patch, path, $$"""{"events":{{events}}}""");

        Assert.All([made, changed], said =>
        {
            Assert.Equal((400, "events"), (said.Status, said.Text("error.details.field")));
            Assert.Contains(why, said.Text("error.message"), StringComparison.Ordinal);
        });
        Assert.Equal("""["job.*"]""", (await _world.GetAsync(path)).Text("subscription.events"));
    }

    [Theory]
    [InlineData("workflow.failed")]
    [InlineData("workflow.*")]
    [InlineData("worker.stopped")]
    [InlineData("queue.*")]
    [InlineData("*")]
    public async Task Is_for_all_events_of_the_specification(string events) => Assert.Equal(201, (await _world.PostAsync(
        "/webhooks/subscriptions", $$"""{"url":"https://example.com/x","events":["{{events}}"]}""")).Status);

    [Fact]
    public async Task Is_small_enough_that_all_have_room_in_one_document()
    {
        var large = $$$""","metadata":{"note":"{{{new string('x', Subscriptions.MostBytes)}}}"}}""";
        var (_, path) = await MakeAsync();

        var said = await _world.PostAsync("/webhooks/subscriptions", Body[..^1] + large);

        Assert.Equal((400, "subscription"), (said.Status, said.Text("error.details.field")));
        Assert.Contains("12288 bytes", said.Text("error.message"), StringComparison.Ordinal);
        Assert.Equal(400, (await _world.SendAsync(HttpMethod.Patch, path, """{"active":true""" + large)).Status);
        Assert.Equal("1", (await _world.GetAsync("/webhooks/subscriptions")).Text("pagination.total"));
    }

    [Fact]
    public async Task Gets_another_secret()
    {
        var (_, path) = await MakeAsync();

        var (given, made) = (await _world.PostAsync(path + "/rotate-secret", """{"secret":"s4"}"""), await _world.PostAsync(path + "/rotate-secret"));

        Assert.Equal((200, "s4"), (given.Status, given.Text("subscription.secret")));
        Assert.StartsWith("whsec_", made.Text("subscription.secret"), StringComparison.Ordinal);
        Assert.Equal(400, (await _world.PostAsync(path + "/rotate-secret", """{"secret":4}""")).Status);
        Assert.Equal(404, (await _world.PostAsync("/webhooks/subscriptions/sub_none/rotate-secret")).Status);
    }

    [Fact]
    public async Task Is_tried_out()
    {
        var (_, path) = await MakeAsync();

        var said = await _world.PostAsync(path + "/test");

        Assert.Equal("webhook.test", Assert.Single(_sent).EventType);
        Assert.Equal(("False", "500", "7", "The receiver answered 500."),
            (said.Text("success"), said.Text("status_code"), said.Text("response_time_ms"), said.Text("error")));
        Assert.Equal(404, (await _world.PostAsync("/webhooks/subscriptions/sub_none/test")).Status);
    }

    [Fact]
    public async Task Has_a_delivery_of_each_event_it_wants_and_the_same_when_it_is_told_again()
    {
        var (made, _) = await MakeAsync();

        await TellAsync("evt_1", "evt_2");
        await TellAsync("evt_2");

        var said = await _world.GetAsync($"/webhooks/deliveries?subscription_id={made.Text("subscription.id")}&status=pending");
        Assert.Equal(("2", "job.completed", "0"), (said.Text("pagination.total"), said.Text("deliveries.0.event_type"), said.Text("deliveries.0.attempts")));
        var one = await _world.GetAsync("/webhooks/deliveries/" + said.Text("deliveries.0.id"));
        Assert.Equal(("evt_1", "job-1"), (one.Text("delivery.event.id"), one.Text("delivery.event.subject")));
        Assert.Equal("0", (await _world.GetAsync("/webhooks/deliveries?subscription_id=sub_none")).Text("pagination.total"));
        Assert.Equal(400, (await _world.GetAsync("/webhooks/deliveries?status=lost")).Status);
    }

    [Fact]
    public async Task Has_a_dead_delivery_sent_again_and_no_other()
    {
        await MakeAsync();
        await TellAsync("evt_1");
        var id = (await _world.GetAsync("/webhooks/deliveries")).Text("deliveries.0.id");
        Assert.Equal(409, (await _world.PostAsync($"/webhooks/deliveries/{id}/retry")).Status);
        var job = Assert.Single(((QueueAnswer.Jobs)await AskAsync(new QueueOperation.Fetch(9, "webhooks", null))).Found);
        await AskAsync(new QueueOperation.Nack(job.Id, "webhooks", new Failure("handler_error", "ClientError", "400", Retryable: false), Requeue: false));

        Assert.Equal("dead", (await _world.GetAsync($"/webhooks/deliveries/{id}")).Text("delivery.status"));
        var again = await _world.PostAsync($"/webhooks/deliveries/{id}/retry");

        Assert.Equal(("pending", "ClientError"), (again.Text("delivery.status"), again.Text("delivery.errors.0.type")));
        Assert.Equal(404, (await _world.PostAsync($"/webhooks/deliveries/del_{await _world.EnqueueAsync()}/retry")).Status);
        Assert.Equal(404, (await _world.GetAsync("/webhooks/deliveries/nonsense")).Status);
    }

    [Fact]
    public async Task Has_a_queue_that_no_client_can_name_or_see()
    {
        await MakeAsync();
        await TellAsync("evt_1");

        Assert.Equal("0", (await _world.GetAsync("/queues")).Text("pagination.total"));
        Assert.Equal("0", (await _world.GetAsync("/admin/jobs")).Text("pagination.total"));
        Assert.Equal("[]", (await _world.GetAsync("/events")).Text("events"));
        Assert.Equal(400, (await _world.GetAsync("/queues/_webhooks/stats")).Status);
        Assert.Equal(400, (await _world.PostAsync("/workers/fetch", """{"queues":["_webhooks"]}""")).Status);
        Assert.Equal(400, (await _world.PostAsync("/jobs", """{"type":"a","args":[],"options":{"queue":"_webhooks"}}""")).Status);
        Assert.All(_world.Services.GetServices<IEventSink>(), sink => Assert.False(sink.Takes(QueueNames.Webhooks)));
    }

    [Fact]
    public async Task Keeps_no_more_than_may_wait()
    {
        await MakeAsync();
        var ids = Enumerable.Range(0, WebhookOutbox.MostWaiting + 5).Select(n => $"evt_{n}").ToList();

        await TellAsync([.. ids[..^10]]);
        await TellAsync([.. ids[^10..]]);
        await TellAsync("evt_late");

        Assert.Equal($"{WebhookOutbox.MostWaiting}", (await _world.GetAsync("/webhooks/deliveries")).Text("pagination.total"));
    }

    private async Task<(OjsWorld.Said Made, string Path)> MakeAsync()
    {
        var made = await _world.PostAsync("/webhooks/subscriptions", Body);

        return (made, $"/webhooks/subscriptions/{made.Text("subscription.id")}");
    }

    private Task TellAsync(params string[] ids) => _world.Services.GetServices<IEventSink>().OfType<WebhookOutbox>().Single().TellAsync(
        "q",
        [.. ids.Select(id => new Happening(new FeedEntry(id, "job.completed", DateTimeOffset.MaxValue, "job-1", "t", JobState.Completed, 1), null))],
        CancellationToken.None);

    private Task<QueueAnswer> AskAsync(QueueOperation operation) =>
        _world.Services.GetRequiredService<IQueues>().AskAsync(QueueNames.Webhooks, operation, CancellationToken.None);
}
