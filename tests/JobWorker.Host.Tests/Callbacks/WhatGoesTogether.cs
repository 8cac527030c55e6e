using System.Collections.Concurrent;
using System.Threading.Channels;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
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

/// <summary>Callbacks of one job, and of many, that the dispatcher sends together.</summary>
public sealed class WhatGoesTogether : IWebhook, IJobs, IWakeUps, IDisposable
{
    private readonly ConcurrentQueue<IReadOnlyList<Letter>> _calls = new();
    private readonly Channel<(string Id, JobCommand Command)> _told = Channel.CreateUnbounded<(string, JobCommand)>();
    private readonly LeaderRole _role = Leaderships.Role(LeadershipMode.LeaderOnly);
    private readonly PolicyInForce _policy;
    private CallbackDispatcher _dispatcher;
    private Lanes? _lanes;
    private Func<Letter, Task<LetterAnswer>> _answer = letter => Task.FromResult(All(letter, 200));
    private Action<JobCommand> _listening = _ => { };

    public WhatGoesTogether()
    {
        _policy = new PolicyInForce(
            Options.Create(new PolicyOptions()),
            new ConfigurationBuilder().AddInMemoryCollection().Build(),
            NullLogger<PolicyInForce>.Instance);
        _role.Elect(TimeSpan.FromHours(1));
        _dispatcher = NewDispatcher(new CallbackOptions());
    }

    public void Dispose()
    {
        _dispatcher.Dispose();
        _lanes?.Dispose();
        _policy.Dispose();
    }

    [Fact]
    public async Task Is_told_in_one_turn()
    {
        Send("a", 0, 1, 2);

        Assert.Equal("a: 0 200, 1 200, 2 200", await ToldAsync());
        Assert.Equal([0, 1, 2], Assert.Single(Assert.Single(_calls)).Callbacks.Select(c => c.Sequence));
    }

    [Fact]
    public async Task Is_told_as_far_as_it_came_and_the_rest_goes_when_it_is_offered_again()
    {
        _answer = _ => Task.FromResult(new LetterAnswer([new WebhookAnswer(200, null, null), new WebhookAnswer(404, "no", null)]));
        _listening = _ =>
        {
            _answer = letter => Task.FromResult(All(letter, 200));
            Send("a", 2);
        };
        Send("a", 0, 1, 2);

        Assert.Equal("a: 0 200, 1 404", await ToldAsync());
        _listening = _ => { };
        Assert.Equal("a: 2 200", await ToldAsync());
    }

    [Fact]
    public async Task Is_asked_for_again_alone_where_it_is_under_way_still()
    {
        var hanging = new TaskCompletionSource<LetterAnswer>();
        _answer = letter => letter.Callbacks.Count == 1
            ? hanging.Task
            : Task.FromResult(new LetterAnswer([new WebhookAnswer(200, null, null)], UnderWay: true));
        Send("a", 0, 1, 2);

        Assert.Equal("a: 0 200", await ToldAsync());

        // Offered by the turn that was just told: 1 is on its way still, and nobody sends 2 before it.
        Send("a", 1, 2);
        hanging.SetResult(new LetterAnswer([new WebhookAnswer(500, "no", null)]));

        Assert.Equal("a: 1 500", await ToldAsync());
        Assert.Equal([[0, 1, 2], [1]], _calls.Select(call => call[0].Callbacks.Select(c => c.Sequence)));
    }

    [Fact]
    public async Task Is_not_sent_twice_when_a_turn_offers_it_meanwhile()
    {
        var gate = new TaskCompletionSource();
        _answer = async letter =>
        {
            await gate.Task;
            return All(letter, 200);
        };
        Send("a", 0, 1);
        await CalledAsync(1);
        Send("a", 0, 1, 2);
        Send("a", 1, 2);
        gate.SetResult();

        Assert.Equal("a: 0 200, 1 200", await ToldAsync());
        await _dispatcher.DrainAsync(default);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task Is_what_the_job_had_last_when_its_turn_comes()
    {
        var gate = new TaskCompletionSource();
        _answer = async letter =>
        {
            await gate.Task;
            return All(letter, 200);
        };
        Use(new CallbackOptions { ConcurrencyPerReceiver = 1 });
        Send("first", 0);
        await CalledAsync(1);
        Send("a", 0);
        Send("a", 0, 1);
        gate.SetResult();

        Assert.Equal("first: 0 200", await ToldAsync());
        Assert.Equal("a: 0 200, 1 200", await ToldAsync());
    }

    [Fact]
    public async Task Counts_for_nothing_once_the_url_was_corrected()
    {
        var gate = new TaskCompletionSource();
        _answer = async letter =>
        {
            await (letter.Url == "http://old/" ? gate.Task : Task.CompletedTask);
            return All(letter, 200);
        };
        _dispatcher.Send("a", "http://old/", [Callback(0), Callback(1)], null);
        await CalledAsync(1);
        _dispatcher.Send("a", "http://x/", [Callback(0), Callback(1)], null);

        Assert.Equal("a: 0 200", await ToldAsync());
        gate.SetResult();
        await _dispatcher.DrainAsync(default);
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Is_many_jobs_where_many_wait_and_each_is_told_by_itself()
    {
        var gate = new TaskCompletionSource();
        _answer = async letter =>
        {
            await gate.Task;
            return All(letter, letter.JobId == "j7" ? 500 : 200);
        };
        foreach (var number in Enumerable.Range(0, 200))
        {
            Send($"j{number}", 0, 1);
        }

        gate.SetResult();
        HashSet<string> told = [];
        while (told.Count < 200)
        {
            told.Add(await ToldAsync());
        }

        Assert.Contains("j7: 0 500", told);
        Assert.Contains("j8: 0 200, 1 200", told);
        Assert.Contains(_calls, call => call.Count > 1);
        Assert.All(_calls, call => Assert.InRange(call.Count, 1, Lane.MostTogether));
        Assert.Equal(200, _calls.Sum(call => call.Count));
    }

    [Fact]
    public async Task Does_not_wait_for_a_place_of_one_of_them()
    {
        Use(new CallbackOptions { Concurrency = 3 });
        foreach (var number in Enumerable.Range(0, 100))
        {
            Send($"j{number}", 0);
        }

        HashSet<string> told = [];
        while (told.Count < 100)
        {
            told.Add(await ToldAsync());
        }

        Assert.Equal(100, _calls.Sum(call => call.Count));
    }

    [Fact]
    public async Task Is_eight_of_one_job_at_most()
    {
        Send("a", [.. Enumerable.Range(0, 20)]);

        await ToldAsync();

        Assert.Equal(KnownAttempts.MostTogether, _calls.First()[0].Callbacks.Count);
    }

    IReadOnlyList<Task<LetterAnswer>> IWebhook.Post(IReadOnlyList<Letter> letters, CancellationToken cancel)
    {
        if (letters.Count > 0)
        {
            _calls.Enqueue(letters);
        }

        return [.. letters.Select(letter => _answer(letter))];
    }

    Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        // Told before whatever the job says to it: that may be told at once.
        var listening = _listening;
        _told.Writer.TryWrite((id, command));
        listening(command);

        return Task.FromResult(new JobReply(JobState.Created, 3));
    }

    void IWakeUps.At(string id, DateTimeOffset at)
    {
    }

    private static LetterAnswer All(Letter letter, int status) => new(
        status == 200
            ? [.. letter.Callbacks.Select(_ => new WebhookAnswer(status, null, null))]
            : [new WebhookAnswer(status, "no", null)]);

    private static Callback Callback(int sequence) => new(
        sequence, CallbackStatus.Created, new CallbackDetail(JobId: "u"), CallbackState.Pending, 0, DateTimeOffset.UnixEpoch);

    private CallbackDispatcher NewDispatcher(CallbackOptions options)
    {
        _lanes?.Dispose();
        _lanes = Lanes.Of(options, TimeProvider.System);

        return new CallbackDispatcher(
            this, this, this, _role, _policy, _lanes, Options.Create(options), TimeProvider.System, NullLogger<CallbackDispatcher>.Instance);
    }

    private void Use(CallbackOptions options)
    {
        _dispatcher.Dispose();
        _dispatcher = NewDispatcher(options);
    }

    private void Send(string id, params int[] sequences) =>
        _dispatcher.Send(id, "http://x/", [.. sequences.Select(Callback)], null);

    private async Task CalledAsync(int calls) => await Until.IsAsync(
        $"{calls} calls", TimeSpan.FromSeconds(20), () => Task.FromResult(_calls.Count >= calls ? this : null));

    private async Task<string> ToldAsync()
    {
        var (id, command) = await _told.Reader.ReadAsync();
        IEnumerable<JobCommand.RecordCallback> attempts =
            command is JobCommand.RecordCallbacks many ? many.Attempts : [(JobCommand.RecordCallback)command];

        return $"{id}: {string.Join(", ", attempts.Select(a => $"{a.Sequence} {a.StatusCode}"))}";
    }
}
