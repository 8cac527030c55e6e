using System.Collections.Concurrent;
using System.Net;
using JobWorker.Host.Tests;
using JobWorker.Ojs.Client.Tests.Support;
using JobWorker.Ojs.Client.Working;

namespace JobWorker.Ojs.Client.Tests.Working;

public sealed class AWorker : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeQueue _queue = new();
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Exception> _troubles = new();
    private Task _work = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        _queue.FetchGate?.TrySetResult();
        _queue.AckGate?.TrySetResult();
        await UntilAsync("the worker to end", () => _work.IsCompleted, advance: true);
    }

    private OjsWorker Worker(int concurrency = 2) => new(
        _queue.Client(_clock),
        new OjsWorkerOptions { WorkerId = "w1", Concurrency = concurrency, OnTrouble = _troubles.Enqueue },
        _clock);

    private void Start(OjsWorker worker) => _work = Task.Run(() => worker.RunAsync(_stop.Token));

    private Task<AWorker> UntilAsync(string what, Func<bool> holds, bool advance = false) => Until.IsAsync(what, Patience, () =>
    {
        if (advance && !holds())
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return Task.FromResult(holds() ? this : null);
    });

    private Task<AWorker> ToldAsync(params string[] lines) => UntilAsync(
        $"the server to hear {string.Join("; ", lines)}",
        () => _queue.Told.Order().SequenceEqual(lines.Order()),
        advance: true);

    [Fact]
    public async Task Does_jobs_and_tells_their_results()
    {
        _queue.Put("add.one", "say.hello");
        Start(Worker()
            .Handle("add.one", context => Task.FromResult<object?>(new { Sum = context.Arg<int>() + 1 }))
            .Handle("say.hello", _ => Task.CompletedTask));

        await ToldAsync("""ack j1 {"sum":2}""", "ack j2");
        Assert.Empty(_troubles);
    }

    [Fact]
    public async Task Tells_failures_by_the_exception_or_as_the_handler_says()
    {
        _queue.Put("a.a", "b.b", "c.c");
        Start(Worker()
            .Handle("a.a", Task (_) => throw new InvalidDataException("odd"))
            .Handle("b.b", Task (_) => throw new JobFailedException("no_address", "Nobody there.", retryable: false)));

        await ToldAsync(
            "nack j1 handler_error/InvalidDataException", "nack j2 no_address/no_address", "nack j3 unknown_job_type/");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    public async Task Fails_a_job_whose_result_is_not_taken(HttpStatusCode status)
    {
        _queue.Refuses = status;
        _queue.Put("a.a");
        Start(Worker().Handle("a.a", _ => Task.FromResult<object?>("large")));

        await ToldAsync("nack j1 result_refused/invalid_payload");
    }

    [Fact]
    public async Task Fails_a_job_whose_result_is_nothing_that_JSON_can_say()
    {
        _queue.Put("a.a", "b.b");
        Start(Worker()
            .Handle("a.a", _ => Task.FromResult<object?>(typeof(string)))
            .Handle("b.b", _ => Task.FromResult<object?>(1)));

        await ToldAsync("nack j1 handler_error/NotSupportedException", "ack j2 1");
    }

    [Fact]
    public async Task Takes_no_more_than_it_can_do()
    {
        var (gate, begun) = (new TaskCompletionSource(), 0);
        _queue.Put("a.a", "a.a", "a.a");
        Start(Worker().Handle("a.a", async _ =>
        {
            Interlocked.Increment(ref begun);
            await gate.Task;
        }));

        await UntilAsync("two to begin", () => begun == 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, begun);
        gate.SetResult();

        await ToldAsync("ack j1", "ack j2", "ack j3");
    }

    [Fact]
    public async Task Takes_the_next_while_it_tells_the_last()
    {
        var begun = 0;
        _queue.AckGate = new TaskCompletionSource();
        _queue.Put("a.a", "a.a", "a.a");
        Start(Worker(1).Handle("a.a", _ => Task.FromResult(Interlocked.Increment(ref begun))));

        await UntilAsync("the second to begin", () => begun == 2);
        Assert.Empty(_queue.Told);
        _queue.AckGate.SetResult();

        await ToldAsync("ack j1", "ack j2", "ack j3");
    }

    [Fact]
    public async Task Beats_for_what_it_has()
    {
        var gate = new TaskCompletionSource();
        _queue.Put("a.a");
        Start(Worker(1).Handle("a.a", _ => gate.Task));

        await UntilAsync("a beat with the job", () => _queue.Beats.Contains("j1"), advance: true);
        gate.SetResult();

        await ToldAsync("ack j1");
    }

    [Fact]
    public async Task Stops_a_job_the_server_no_longer_counts_as_its_own()
    {
        _queue.Put("a.a");
        _queue.Lost.Add("j1");
        Start(Worker(1).Handle("a.a", context => Task.Delay(Timeout.Infinite, context.Cancelled)));

        await ToldAsync("nack j1 handler_error/TaskCanceledException");
    }

    [Fact]
    public async Task Takes_nothing_while_it_is_to_be_quiet()
    {
        _queue.Directive = "quiet";
        var worker = Worker();
        Start(worker.Handle("a.a", _ => Task.CompletedTask));
        await UntilAsync("the word", () => worker.Directive is Workers.Directive.Quiet);
        await UntilAsync("what was under way to end", () => _queue.Beats.Count > 3, advance: true);

        var before = _queue.Fetches;
        _queue.Put("a.a");
        await UntilAsync("time to pass", () => _queue.Beats.Count > 6, advance: true);
        Assert.Equal(before, _queue.Fetches);
        _queue.Directive = "running";

        await ToldAsync("ack j1");
    }

    [Fact]
    public async Task Ends_when_the_server_says_so()
    {
        _queue.Directive = "terminate";
        Start(Worker());

        await UntilAsync("the end", () => _work.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Finishes_what_it_has_when_it_is_stopped()
    {
        var gate = new TaskCompletionSource();
        _queue.Put("a.a");
        var worker = Worker(1).Handle("a.a", _ => gate.Task);
        Start(worker);
        await UntilAsync("the job", () => worker.Active == 1);

        await _stop.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(_work.IsCompleted);
        gate.SetResult();
        await _work;

        Assert.Equal(["ack j1"], _queue.Told);
    }

    [Fact]
    public async Task Gives_back_what_does_not_end_in_time()
    {
        _queue.Put("a.a", "b.b");
        var worker = Worker()
            .Handle("a.a", context => Task.Delay(Timeout.Infinite, context.Cancelled))
            .Handle("b.b", _ => new TaskCompletionSource().Task);
        Start(worker);
        await UntilAsync("both jobs", () => worker.Active == 2);

        await _stop.CancelAsync();
        await UntilAsync("the end", () => _work.IsCompletedSuccessfully, advance: true);

        Assert.Equal(["requeue j1", "requeue j2"], _queue.Told.Order());
    }

    [Fact]
    public async Task Gives_back_what_came_too_late()
    {
        _queue.FetchGate = new TaskCompletionSource();
        Start(Worker().Handle("a.a", _ => Task.CompletedTask));
        await UntilAsync("a beat", () => _queue.Beats.Count > 0);
        await _stop.CancelAsync();
        _queue.Put("a.a");
        _queue.FetchGate.SetResult();
        await _work;

        Assert.Equal(["requeue j1"], _queue.Told);
    }

    [Fact]
    public async Task Says_again_what_was_not_heard()
    {
        _queue.Trouble["fetch"] = 1;
        _queue.Trouble["ack"] = 2;
        _queue.Trouble["heartbeat"] = 1;
        _queue.Put("a.a");
        Start(Worker(1).Handle("a.a", _ => Task.CompletedTask));

        await ToldAsync("ack j1");
        Assert.Equal(4, _troubles.Count);
    }

    [Fact]
    public async Task Must_be_told_something_that_makes_sense()
    {
        var odd = new OjsWorkerOptions { HeartbeatInterval = TimeSpan.FromMinutes(1) };

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => new OjsWorker(_queue.Client(_clock), odd, _clock).RunAsync(default));
    }
}
