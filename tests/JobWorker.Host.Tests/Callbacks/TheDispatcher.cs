using System.Collections.Concurrent;
using System.Threading.Channels;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Hosting;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Leadership;
using JobWorker.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks;

public sealed class TheDispatcher : IWebhook, IJobs, IWakeUps, IDisposable
{
    private readonly ConcurrentQueue<int> _posted = new();
    private readonly Channel<(string Id, JobCommand.RecordCallback Command)> _told =
        Channel.CreateUnbounded<(string, JobCommand.RecordCallback)>();

    private readonly Channel<string> _woken = Channel.CreateUnbounded<string>();
    private readonly LeaderRole _role = Leaderships.Role(LeadershipMode.LeaderOnly);
    private readonly IConfigurationRoot _settings = new ConfigurationBuilder().AddInMemoryCollection().Build();
    private readonly PolicyInForce _policy;
    private readonly Lanes _lanes = Lanes.Of(new CallbackOptions(), TimeProvider.System);
    private readonly CallbackDispatcher _dispatcher;
    private TaskCompletionSource _gate = new();
    private TaskCompletionSource _hanging = new();
    private Task _listening = Task.CompletedTask;
    private bool _jobsUnreachable;

    public TheDispatcher()
    {
        _gate.SetResult();
        _policy = new PolicyInForce(Options.Create(new PolicyOptions()), _settings, NullLogger<PolicyInForce>.Instance);
        _role.Elect(TimeSpan.FromHours(1));
        _dispatcher = new CallbackDispatcher(
            this,
            this,
            this,
            _role,
            _policy,
            _lanes,
            Options.Create(new CallbackOptions()),
            TimeProvider.System,
            NullLogger<CallbackDispatcher>.Instance);
    }

    public void Dispose()
    {
        _gate.TrySetResult();
        _dispatcher.Dispose();
        _lanes.Dispose();
        _policy.Dispose();
    }

    [Fact]
    public async Task Posts_and_tells_the_job_how_it_went()
    {
        _dispatcher.Send("a", "http://x/", [Callback(0, attempts: 2)], null);

        var (id, command) = await _told.Reader.ReadAsync();

        Assert.Equal(("a", 0, 3, 200), (id, command.Sequence, command.Attempt, command.StatusCode));
    }

    [Fact]
    public async Task Posts_nothing_to_where_policy_forbids_it_by_now()
    {
        var request = new JobRequest("a", "s", new JobSpec { PrefixName = "p", Namespace = "n", Image = "i" }, "http://x/");
        (_settings["Policy:Callbacks:0:Namespace"], _settings["Policy:Callbacks:0:Urls:0"]) = ("n", "http://y/");
        _settings.Reload();

        _dispatcher.Send("a", "http://x/", [Callback(0)], request);
        _dispatcher.Send("b", "http://y/", [Callback(0)], request);
        var told = new[] { await _told.Reader.ReadAsync(), await _told.Reader.ReadAsync() }.OrderBy(t => t.Id).Select(t => t.Command).ToList();

        Assert.Equal([true, false], told.Select(c => c.Refused));
        Assert.Equal("policy Callbacks does not allow 'http://x/' for namespace 'n' and service 's'", told[0].Error);
        Assert.Single(_posted);
    }

    [Fact]
    public async Task Does_not_post_twice_what_is_under_way()
    {
        _gate = new TaskCompletionSource();
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        _gate.SetResult();
        await _told.Reader.ReadAsync();
        _dispatcher.Send("b", "http://x/", [Callback(0)], null);
        await _told.Reader.ReadAsync();

        Assert.Equal(2, _posted.Count);
    }

    [Fact]
    public async Task Forgets_an_attempt_at_a_url_that_was_corrected_meanwhile()
    {
        _hanging = new TaskCompletionSource();
        _dispatcher.Send("a", "http://hangs/", [Callback(0)], null);
        await Until.IsAsync("the attempt", TimeSpan.FromSeconds(10), () => Task.FromResult(_posted.IsEmpty ? null : this));

        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        Assert.Equal(("a", 1), (await _told.Reader.ReadAsync() is var (id, command) ? (id, command.Attempt) : default));
        _hanging.SetResult();
        await _dispatcher.DrainAsync(default);

        Assert.Equal(2, _posted.Count);
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Does_not_post_what_waits_for_a_url_that_was_corrected()
    {
        _hanging = new TaskCompletionSource();
        var crowd = new CallbackOptions().ConcurrencyPerReceiver;
        foreach (var number in Enumerable.Range(0, crowd + 1))
        {
            _dispatcher.Send($"h{number}", "http://hangs/", [Callback(0)], null);
        }

        _dispatcher.Send($"h{crowd}", "http://x/", [Callback(0)], null);
        Assert.Equal($"h{crowd}", (await _told.Reader.ReadAsync()).Id);
        _hanging.SetResult();
        foreach (var _ in Enumerable.Range(0, crowd))
        {
            Assert.NotEqual($"h{crowd}", (await _told.Reader.ReadAsync()).Id);
        }

        await _dispatcher.DrainAsync(default);
        Assert.Equal(crowd + 1, _posted.Count);
    }

    [Fact]
    public async Task Tells_the_job_the_schedule_that_is_set()
    {
        var options = new CallbackOptions { Schedule = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)] };
        using var dispatcher = new CallbackDispatcher(
            this, this, this, _role, _policy, _lanes, Options.Create(options), TimeProvider.System, NullLogger<CallbackDispatcher>.Instance);
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        Assert.Null((await _told.Reader.ReadAsync()).Command.Schedule);
        dispatcher.Send("a", "http://x/", [Callback(0)], null);

        Assert.Equal(options.Schedule, (await _told.Reader.ReadAsync()).Command.Schedule);
    }

    [Fact]
    public async Task Posts_again_once_the_first_attempt_is_over()
    {
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        await _told.Reader.ReadAsync();
        _dispatcher.Send("a", "http://x/", [Callback(0, attempts: 1)], null);
        await _told.Reader.ReadAsync();

        Assert.Equal(2, _posted.Count);
    }

    [Fact]
    public async Task Does_not_post_again_while_the_job_is_being_told()
    {
        var listening = new TaskCompletionSource();
        _listening = listening.Task;
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        await _told.Reader.ReadAsync();
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        _dispatcher.Send("b", "http://x/", [Callback(0)], null);
        await _told.Reader.ReadAsync();
        listening.SetResult();

        Assert.Equal(2, _posted.Count);
    }

    [Fact]
    public async Task Wakes_the_job_later_when_it_cannot_be_told()
    {
        _jobsUnreachable = true;
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);

        Assert.Equal("a", await _woken.Reader.ReadAsync());
    }

    [Fact]
    public async Task Drains_once_the_attempt_under_way_is_recorded_and_sends_no_other()
    {
        _gate = new TaskCompletionSource();
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        await Until.IsAsync("the attempt", TimeSpan.FromSeconds(10), () => Task.FromResult(_posted.IsEmpty ? null : this));

        var drained = _dispatcher.DrainAsync(default);
        _dispatcher.Send("b", "http://x/", [Callback(0)], null);
        Assert.False(drained.IsCompleted);
        _gate.SetResult();
        await drained;

        Assert.Equal("a", (await _told.Reader.ReadAsync()).Id);
        Assert.Single(_posted);
    }

    [Fact]
    public async Task Lets_a_receiver_that_hangs_delay_nobody_else()
    {
        _hanging = new TaskCompletionSource();
        foreach (var number in Enumerable.Range(0, 100))
        {
            _dispatcher.Send($"h{number}", "http://hangs/", [Callback(0)], null);
        }

        _dispatcher.Send("a", "http://x/", [Callback(0)], null);

        var together = new CallbackOptions().ConcurrencyPerReceiver + 1;
        Assert.Equal("a", (await _told.Reader.ReadAsync()).Id);
        await Until.IsAsync("the attempts", TimeSpan.FromSeconds(10), () => Task.FromResult(_posted.Count < together ? null : this));
        Assert.Equal(together, _posted.Count);
        _hanging.SetResult();
    }

    [Fact]
    public async Task Sends_nothing_while_another_replica_leads()
    {
        _role.Update(new Lease(new LeadershipOptions().Times));
        _dispatcher.Send("a", "http://x/", [Callback(0)], null);
        await _dispatcher.DrainAsync(default);

        Assert.Empty(_posted);
    }

    IReadOnlyList<Task<LetterAnswer>> IWebhook.Post(IReadOnlyList<Letter> letters, CancellationToken cancel) =>
        [.. letters.Select(PostAsync)];

    private async Task<LetterAnswer> PostAsync(Letter letter)
    {
        _posted.Enqueue(letter.Callbacks[0].Sequence);
        await (letter.Url == "http://hangs/" ? _hanging.Task : _gate.Task);

        return new LetterAnswer([new WebhookAnswer(200, null, null)]);
    }

    async Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        if (_jobsUnreachable)
        {
            throw new JobUnreachableException(id, new HttpRequestException("no sidecar"));
        }

        _told.Writer.TryWrite((id, (JobCommand.RecordCallback)command));
        await _listening;

        return new JobReply(JobState.Created, 3);
    }

    void IWakeUps.At(string id, DateTimeOffset at) => _woken.Writer.TryWrite(id);

    private static Callback Callback(int sequence, int attempts = 0) => new(
        sequence, CallbackStatus.Created, new CallbackDetail(JobId: "u"), CallbackState.Pending, attempts, DateTimeOffset.UnixEpoch);
}
