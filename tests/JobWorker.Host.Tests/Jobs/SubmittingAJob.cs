using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Jobs;

public sealed class SubmittingAJob
{
    private static readonly CallbackError Trouble = new(ErrorCode.CreateFailed, "away", FailureReason.Unknown);

    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Records_creates_records_and_only_then_answers()
    {
        var reply = await _world.SubmitAsync();

        Assert.Equal((JobState.Created, 2L), (reply.State, reply.Version));
        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
        Assert.Equal(["create bb-" + Hash(0), "send 0 #0 attempt 1"], _world.Calls);
    }

    [Fact]
    public async Task Takes_the_message_for_new_and_reads_only_what_a_write_does_not_tell()
    {
        await _world.SubmitAsync();

        Assert.Equal((1, 2), (_world.Slots.Reads, _world.Slots.Writes));
    }

    [Fact]
    public async Task Registers_no_reminder_on_the_happy_path()
    {
        await _world.SubmitAsync();

        Assert.DoesNotContain(_world.Calls, c => c.StartsWith("arm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Twice_creates_one_job_and_one_event()
    {
        await _world.SubmitAsync();
        await _world.SubmitAsync();
        _world.Restart();
        await _world.SubmitAsync();

        Assert.Single(_world.Calls, c => c.StartsWith("create", StringComparison.Ordinal));
        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Again_with_another_payload_is_noted_once()
    {
        await _world.SubmitAsync();
        await _world.SubmitAsync("other");
        await _world.SubmitAsync("other");

        Assert.Equal(["JobRequested", "JobCreated", "DuplicateIgnored"], await _world.EventsAsync());
    }

    [Fact]
    public async Task After_a_crash_between_append_and_creation_creates_the_job()
    {
        var stream = await _world.Journal.LoadAsync(KeeperWorld.Id, default);
        await _world.Journal.AppendAsync(
            stream, [new JobRequested(KeeperWorld.Request(), "hash", [], _world.Clock.GetUtcNow())], null, default);

        await _world.SubmitAsync();

        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Arms_the_reminder_before_it_records_that_creation_is_deferred()
    {
        _world.Creations(new CreateOutcome.Failed(CreateFailure.Retryable, Trouble));

        var reply = await _world.SubmitAsync();

        Assert.Equal(JobState.Requested, reply.State);
        Assert.Equal(["JobRequested", "JobCreateDeferred"], await _world.EventsAsync());
        Assert.Equal("arm at version 1", _world.Calls[1]);
        Assert.StartsWith("wake in", _world.Calls[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_acknowledged_when_nothing_would_wake_the_job_again()
    {
        _world.Creations(new CreateOutcome.Failed(CreateFailure.Retryable, Trouble));
        _world.SchedulerDown = true;

        await Assert.ThrowsAsync<HttpRequestException>(() => _world.SubmitAsync());
        Assert.Equal(["JobRequested"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Creates_a_deferred_job_once_it_is_due_and_lets_the_reminder_go()
    {
        _world.Creations(new CreateOutcome.Failed(CreateFailure.Retryable, Trouble));
        await _world.SubmitAsync();
        await _world.SuperviseAsync();
        Assert.Equal(JobState.Requested, (await _world.Journal.LoadAsync(KeeperWorld.Id, default)).State.State);

        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        _world.Restart();
        await _world.SuperviseAsync();

        Assert.Equal(["JobRequested", "JobCreateDeferred", "JobCreated"], await _world.EventsAsync());
        Assert.Equal("disarm", _world.Calls[^1]);
    }

    [Fact]
    public async Task Moves_to_the_next_name_when_the_first_is_somebody_elses()
    {
        _world.Creations(CreateFailures.NameTaken("default", "x"));

        await _world.SubmitAsync();

        Assert.Equal([$"create bb-{Hash(0)}", $"create bb-{Hash(1)}"], _world.Calls.Take(2));
        Assert.Equal(["JobRequested", "JobNameTaken", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Gives_up_after_four_names()
    {
        _world.Creations([.. Enumerable.Repeat(CreateFailures.NameTaken("default", "x"), 4)]);

        var reply = await _world.SubmitAsync();

        Assert.Equal(JobState.Aborted, reply.State);
        Assert.Equal(["JobRequested", "JobNameTaken", "JobNameTaken", "JobNameTaken", "JobAborted"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Tells_the_client_when_the_job_can_never_be_created()
    {
        _world.Creations(new CreateOutcome.Failed(CreateFailure.Final, Trouble));

        await _world.SubmitAsync();

        Assert.Equal(["JobRequested", "JobAborted"], await _world.EventsAsync());
        Assert.Contains("arm at version 1", _world.Calls);
        Assert.Contains("send 99 #0 attempt 1", _world.Calls);
    }

    [Fact]
    public async Task Fails_without_a_trace_when_the_store_is_down()
    {
        _world.Slots.Down = true;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.SubmitAsync());
        Assert.Empty(_world.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Survives_a_write_in_doubt(int goodWrites)
    {
        for (var n = 0; n < goodWrites; n++)
        {
            _world.Slots.Faults.Enqueue(WriteFault.None);
        }

        _world.Slots.Faults.Enqueue(WriteFault.AnswerLost);

        await _world.SubmitAsync();

        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Decides_again_when_another_keeper_of_the_same_job_wrote_first()
    {
        var other = new KeeperWorld();
        await _world.SubmitAsync();
        var stream = await _world.Journal.LoadAsync(KeeperWorld.Id, default);
        await _world.Journal.AppendAsync(stream, [new JobSucceeded(1, other.Clock.GetUtcNow())], null, default);

        var reply = await _world.SucceedAsync();

        Assert.Equal(JobState.Succeeded, reply.State);
        Assert.Single(await _world.EventsAsync(), e => e == "JobSucceeded");
    }

    private static string Hash(int n) => JobName.Of("x", KeeperWorld.Id, n)[2..];
}
