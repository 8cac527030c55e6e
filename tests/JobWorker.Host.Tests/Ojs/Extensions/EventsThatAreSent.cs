using System.Collections.Concurrent;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Tests.Leadership;
using JobWorker.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Delivery = JobWorker.Host.Ojs.Extensions.Webhooks.Delivery;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>Deliveries that wait, and a worker that brings them to their subscribers.</summary>
public sealed class EventsThatAreSent : IAsyncLifetime, IWebhookPost
{
    private const string Subscriber = "sub_1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LeaderRole _role = Leaderships.Role(LeadershipMode.None);
    private readonly Lanes _lanes = new(most: 2, inAll: 256, TimeProvider.System);
    private readonly ConcurrentQueue<(WebhookSubscription To, Delivery What)> _sent = new();
    private TaskCompletionSource<WebhookAnswer> _answer = new();
    private OjsWorld _world = null!;
    private WebhookWorker _worker = null!;

    Task<WebhookAnswer> IWebhookPost.SendAsync(WebhookSubscription subscription, Delivery delivery, CancellationToken cancel)
    {
        _sent.Enqueue((subscription, delivery));

        return _answer.Task;
    }

    public async Task InitializeAsync()
    {
        _world = await OjsWorld.StartAsync(services =>
        {
            services.AddSingleton<IWebhookPost>(this);
            services.AddSingleton(_lanes);
            services.AddSingleton(_role);
            services.AddSingleton(Options.Create(new CallbackOptions { Schedule = [TimeSpan.FromHours(1), TimeSpan.FromHours(2)] }));
        });
        _worker = ActivatorUtilities.CreateInstance<WebhookWorker>(_world.Services);
        await SubscribeAsync();
    }

    public async Task DisposeAsync()
    {
        _answer.TrySetResult(new WebhookAnswer(204, null, null, Took: TimeSpan.Zero));
        await _worker.StopAsync(CancellationToken.None);
        _worker.Dispose();
        _lanes.Dispose();
        _role.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Are_done_once_they_were_taken()
    {
        Answer(204);

        var job = await EndAsync(await EnqueueAsync());

        Assert.Equal((JobState.Completed, 1, "webhooks"), (job.State, job.Attempt, job.Worker));
        Assert.Equal("""{"status_code":204,"response_time_ms":7}""", job.Result?.ToString());
        Assert.Equal((Subscriber, $"del_{job.Id}"), (Assert.Single(_sent).To.Id, _sent.Single().What.Id));
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, 3 * 3600)]
    [InlineData(429, null)]
    [InlineData(408, null)]
    [InlineData(null, null)]
    public async Task Are_sent_again_by_the_schedule_of_callbacks(int? status, int? wish)
    {
        Answer(status, wish);

        var job = await EndAsync(await EnqueueAsync());

        var wait = TimeSpan.FromSeconds(wish ?? 3600);
        Assert.Equal((JobState.Retryable, 1), (job.State, job.Errors.Length));
        Assert.InRange(job.AvailableAt!.Value - job.Error!.At, wait, wait * 1.1);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(410, false)]
    [InlineData(null, true)]
    public async Task Are_dead_at_once_where_another_attempt_would_not_help(int? status, bool refused)
    {
        Answer(status, refused: refused);

        var job = await EndAsync(await EnqueueAsync());

        Assert.True(job.IsDeadLetter);
        Assert.Equal(1, job.Attempt);
    }

    [Fact]
    public async Task Go_nowhere_once_their_subscription_is_gone()
    {
        var id = await EnqueueAsync("sub_gone");

        Assert.Equal(JobState.Cancelled, (await EndAsync(id)).State);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Go_by_the_lanes_of_their_receivers_so_that_none_that_hangs_holds_up_another()
    {
        await SubscribeAsync("sub_2", "https://other.example.com/");
        for (var n = 0; n < 9; n++)
        {
            await EnqueueAsync();
        }

        await _worker.StartAsync(CancellationToken.None);
        await UntilAsync("two attempts", () => _sent.Count == 2);
        await EnqueueAsync("sub_2");

        await UntilAsync("the other's", () => _sent.Any(sent => sent.To.Id == "sub_2"));
        Assert.Equal(3, _sent.Count);
    }

    [Fact]
    public async Task Are_given_back_unless_they_are_under_way_when_the_worker_stops()
    {
        List<string> ids = [];
        for (var n = 0; n < 5; n++)
        {
            ids.Add(await EnqueueAsync());
        }

        await _worker.StartAsync(CancellationToken.None);
        await UntilAsync("two attempts", () => _sent.Count == 2);
        var stopped = _worker.StopAsync(CancellationToken.None);
        await UntilAsync("what waits to be given back", async () => (await CountAsync(JobState.Available)) == 3);
        Assert.False(stopped.IsCompleted);
        Answer(204);
        await stopped;

        Assert.Equal((2, 3), (await CountAsync(JobState.Completed), await CountAsync(JobState.Available)));
        Assert.Equal(2, _sent.Count);
    }

    private void Answer(int? status, int? wish = null, bool refused = false)
    {
        var answer = new WebhookAnswer(
            status, status is 204 ? null : "no", wish is { } s ? TimeSpan.FromSeconds(s) : null, refused, TimeSpan.FromMilliseconds(7));
        if (!_answer.TrySetResult(answer))
        {
            _answer = new TaskCompletionSource<WebhookAnswer>();
            _answer.SetResult(answer);
        }
    }

    private Task<SubscriptionDocument> SubscribeAsync(string id = Subscriber, string url = "https://example.com/hook") =>
        _world.Services.GetRequiredService<Subscriptions>().UpdateAsync(
            all => all with
            {
                All = all.All.Add(id, new WebhookSubscription(id, url, ["*"], [], [], true, "s", null, DateTimeOffset.UnixEpoch)),
            },
            CancellationToken.None);

    private async Task<string> EnqueueAsync(string subscription = Subscriber)
    {
        var entry = new FeedEntry(
            $"evt_{Guid.NewGuid()}", "job.completed", DateTimeOffset.UnixEpoch, "job-1", "t", JobState.Completed, 1);
        var job = Delivery.Job("q", entry, subscription, attempts: 3, atOnce: 4);
        await AskAsync(new QueueOperation.Enqueue([job]));

        return job.Id!;
    }

    /// <summary>Lets the worker work until it is done with the delivery.</summary>
    private async Task<OjsJob> EndAsync(string id)
    {
        await _worker.StartAsync(CancellationToken.None);

        return await Until.IsAsync("the end", Patience, async () =>
            await AskAsync(new QueueOperation.Get(id)) is QueueAnswer.Jobs { Found: [{ State: not (JobState.Available or JobState.Active) } job] }
                ? job
                : null);
    }

    private async Task<int> CountAsync(JobState state) =>
        (int)((QueueAnswer.Counts)await AskAsync(new QueueOperation.Stats())).ByState.GetValueOrDefault(state);

    private Task<EventsThatAreSent> UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()));

    private Task<EventsThatAreSent> UntilAsync(string what, Func<Task<bool>> holds) =>
        Until.IsAsync(what, Patience, async () => await holds() ? this : null);

    private Task<QueueAnswer> AskAsync(QueueOperation operation) =>
        _world.Services.GetRequiredService<IQueues>().AskAsync(QueueNames.Webhooks, operation, CancellationToken.None);
}
