using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Retries;
using static JobWorker.Core.Ojs.Jobs.JobState;

namespace JobWorker.Core.Tests.Ojs.Queues;

public sealed class JobsInAQueue : QueueSpec
{
    [Fact]
    public void Begin_available_and_are_found_by_their_ids()
    {
        var job = Enqueue();

        Assert.Equal((Available, 0, Noon), (job.State, job.Attempt, job.CreatedAt));
        Assert.Equal(new JobPlace(7, 0), JobIds.Read(job.Id));
        Assert.Equal(job, Get(job));
    }

    [Fact]
    public void Count_their_attempts_when_they_are_fetched()
    {
        Enqueue();

        var job = Assert.Single(Fetch(worker: "w1"));

        Assert.Equal((Active, 1, "w1", Noon), (job.State, job.Attempt, job.Worker, job.StartedAt));
        Assert.Empty(Fetch());
    }

    [Fact]
    public void Keep_their_results_and_lose_their_errors_when_they_are_done()
    {
        Enqueue(Tries(3));
        Fail(Fetch()[0]);
        Later(1);

        var job = Ack(Fetch()[0]);

        Assert.Equal((Completed, 2, "\"done\""), (job.State, job.Attempt, job.Result!.Value.ToString()));
        Assert.Null(job.Error);
        Assert.Equal("Boom", Assert.Single(job.Errors).Type);
    }

    [Fact]
    public void Are_fetched_by_priority_then_in_the_order_of_arrival()
    {
        var ids = new[] { 0, 10, -5, 10, 0 }.Select(p => Enqueue(Spec() with { Priority = p }).Id).ToList();

        var fetched = Fetch(count: 10).Select(job => ids.IndexOf(job.Id));

        Assert.Equal([1, 3, 0, 4, 2], fetched);
    }

    [Fact]
    public void Are_accepted_all_or_none()
    {
        var taken = Enqueue(id: Guid.CreateVersion7().ToString()).Id;

        IsRefused(Refusal.Duplicate, new QueueOperation.Enqueue([new NewJob(Spec()), new NewJob(Spec(), taken)]));

        Assert.Equal(1, State.Count(Available));
    }

    [Fact]
    public void Are_not_accepted_twice_when_that_is_asked_for()
    {
        var id = Guid.CreateVersion7().ToString();
        var first = Enqueue(id: id);

        var again = Jobs(Ask(new QueueOperation.Enqueue([new NewJob(Spec("other.type"), id, Idempotent: true)])));

        Assert.Equal(first, Assert.Single(again));
        Assert.Equal(1, State.Count(Available));
    }

    [Fact]
    public void Wait_for_their_time()
    {
        var job = Enqueue(Spec() with { ScheduledAt = Noon.AddSeconds(10) });
        Assert.Equal(Scheduled, job.State);

        Later(9.999);
        Assert.Empty(Fetch());
        Later(0.001);

        Assert.Single(Fetch());
    }

    [Fact]
    public void Whose_time_is_past_can_be_fetched_at_once() =>
        Assert.Equal(Available, Enqueue(Spec() with { ScheduledAt = Noon.AddSeconds(-1) }).State);

    [Fact]
    public void Are_never_begun_after_they_expired()
    {
        var job = Enqueue(Spec() with { ExpiresAt = Noon.AddSeconds(5) });
        Later(5);

        Assert.Empty(Fetch());

        Assert.Equal((Discarded, null), (Get(job).State, Get(job).CompletedAt));
    }

    [Fact]
    public void Wait_to_be_activated()
    {
        var job = Enqueue(Spec() with { Pending = true });
        Assert.Empty(Fetch());

        var active = Assert.Single(Jobs(Ask(new QueueOperation.Activate(job.Id))));

        Assert.Equal((Available, Pending, Noon), (active.State, active.Previous, active.ActivatedAt));
        IsRefused(Refusal.Conflict, new QueueOperation.Activate(job.Id));
        Assert.Single(Fetch());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Can_be_cancelled_once_until_they_end(bool fetched, bool failed)
    {
        var job = Enqueue(Tries(3));
        if (fetched)
        {
            job = Fetch()[0];
        }

        if (failed)
        {
            job = Fail(job);
        }

        var cancelled = Assert.Single(Jobs(Ask(new QueueOperation.Cancel(job.Id))));

        Assert.Equal((Cancelled, job.State, null), (cancelled.State, cancelled.Previous, cancelled.CompletedAt));
        IsRefused(Refusal.Conflict, new QueueOperation.Cancel(job.Id));
        IsRefused(Refusal.Conflict, new QueueOperation.Ack(job.Id, null, null));
        Later(10_000);
        Assert.Empty(Fetch());
    }

    [Fact]
    public void Are_no_longer_their_workers_after_the_lease()
    {
        var job = Enqueue(Tries(2));
        Fetch(worker: "w1", lease: TimeSpan.FromSeconds(5));
        Later(5);

        var lost = Get(job);

        Assert.Equal((Available, 1, "visibility_timeout"), (lost.State, lost.Attempt, lost.Error!.Code));
        IsRefused(Refusal.Conflict, new QueueOperation.Ack(job.Id, "w1", null));
        Assert.Equal(2, Assert.Single(Fetch(lease: TimeSpan.FromSeconds(5))).Attempt);
        Later(5);
        Assert.Equal(Discarded, Get(job).State);
    }

    [Fact]
    public void Stay_their_workers_while_it_is_alive()
    {
        var job = Enqueue();
        Fetch(worker: "w1", lease: TimeSpan.FromSeconds(5));
        for (var n = 0; n < 4; n++)
        {
            Later(4);
            var beat = Assert.IsType<QueueAnswer.Extended>(Ask(new QueueOperation.Heartbeat([job.Id, "unknown"], "w1", null)));
            Assert.Equal(job.Id, Assert.Single(beat.Ids));
        }

        Assert.Equal(Active, Get(job).State);
        Later(5);
        Assert.Equal(Available, Get(job).State);
    }

    [Fact]
    public void Keep_the_lease_of_their_fetch_whatever_a_heartbeat_asked_for_once()
    {
        var job = Enqueue();
        Fetch(worker: "w1", lease: TimeSpan.FromSeconds(60));
        Ask(new QueueOperation.Heartbeat([job.Id], "w1", TimeSpan.FromSeconds(1)));
        Ask(new QueueOperation.Heartbeat([job.Id], "w1", null));

        Later(59);

        Assert.Equal(Active, Get(job).State);
        Later(1);
        Assert.Equal(Available, Get(job).State);
    }

    [Fact]
    public void Are_not_ended_by_another_worker()
    {
        var job = Enqueue();
        Fetch(worker: "w1");

        IsRefused(Refusal.Conflict, new QueueOperation.Ack(job.Id, "w2", null));

        Assert.Equal(Completed, Ack(job, "w1").State);
    }

    [Fact]
    public void Fail_when_an_attempt_takes_too_long()
    {
        var job = Enqueue(Tries(2) with { Timeout = TimeSpan.FromSeconds(2) });
        Fetch();
        Later(2);

        Assert.Equal((Retryable, "timeout"), (Get(job).State, Get(job).Error!.Code));
        Later(1);
        Fetch();
        Later(2);
        Assert.Equal(Discarded, Get(job).State);
    }

    [Fact]
    public void Are_given_back_without_a_failure()
    {
        var job = Enqueue(Tries(1));
        Fetch();

        var back = Assert.Single(Jobs(Ask(new QueueOperation.Nack(job.Id, null, null, Requeue: true))));

        Assert.Equal((Available, 1, 0), (back.State, back.Attempt, back.Errors.Length));
        Assert.Equal(2, Fetch()[0].Attempt);
    }

    [Theory]
    [InlineData(1, null, "Boom")]
    [InlineData(0, null, "Boom")]
    [InlineData(3, false, "Boom")]
    [InlineData(3, null, "Auth.Denied")]
    public void Are_given_up_when_nothing_would_come_of_another_attempt(int most, bool? retryable, string type)
    {
        var retry = new RetryPolicy { MaxAttempts = most, NonRetryableErrors = ["Auth.*"] };
        Enqueue(Spec() with { Retry = retry });

        var job = Fail(Fetch()[0], retryable, type);

        Assert.Equal((Discarded, Noon, Noon), (job.State, job.DiscardedAt, job.CompletedAt));
    }

    [Theory]
    [InlineData("DEAD_LETTER", OnExhaustion.Discard, true)]
    [InlineData("DEAD_LETTER", OnExhaustion.DeadLetter, true)]
    [InlineData("DISCARD", OnExhaustion.DeadLetter, false)]
    [InlineData("FAIL", OnExhaustion.DeadLetter, true)]
    [InlineData("FAIL", OnExhaustion.Discard, false)]
    public void Are_dead_letters_where_their_handler_says_so(string code, OnExhaustion policy, bool isDeadLetter)
    {
        var job = Enqueue(Tries(5, policy));
        Fetch();
        Ask(new QueueOperation.Nack(job.Id, null, new Failure(code, "T", "m", Retryable: code == "FAIL" ? false : null), Requeue: false));

        Assert.Equal((Discarded, isDeadLetter), (Get(job).State, Get(job).IsDeadLetter));
        Assert.Equal(isDeadLetter ? 1 : 0, Jobs(Ask(new QueueOperation.List(null, null, null, DeadLetters: true, 10))).Count);
    }

    [Fact]
    public void Are_dead_letters_where_the_policy_says_so()
    {
        var job = Enqueue(Tries(1, OnExhaustion.DeadLetter));
        Fail(Fetch()[0]);
        var list = new QueueOperation.List(null, null, null, DeadLetters: true, 10);
        Assert.Equal([job.Id], Jobs(Ask(list)).Select(j => j.Id));

        var again = Assert.Single(Jobs(Ask(new QueueOperation.Retry(job.Id, DeadLetterOnly: true))));

        Assert.Equal((Available, 0, null), (again.State, again.Attempt, again.Error));
        Assert.Empty(Jobs(Ask(list)));
        Fail(Fetch()[0]);
        Assert.IsType<QueueAnswer.Done>(Ask(new QueueOperation.Forget(job.Id)));
        IsRefused(Refusal.NotFound, new QueueOperation.Get(job.Id));
        Assert.Equal(0, State.Count(Discarded));
    }

    [Fact]
    public void Are_not_retried_once_they_have_expired()
    {
        var job = Enqueue(Tries(1, OnExhaustion.DeadLetter) with { ExpiresAt = Noon.AddMinutes(1) });
        Fail(Fetch()[0]);
        Later(59.999);
        Ask(new QueueOperation.Retry(job.Id, DeadLetterOnly: true));
        Fail(Fetch()[0]);
        Later(0.001);

        IsRefused(Refusal.Conflict, new QueueOperation.Retry(job.Id, DeadLetterOnly: true));
        IsRefused(Refusal.Conflict, new QueueOperation.Retry(job.Id, DeadLetterOnly: false));

        Assert.Equal((Discarded, 1), (Get(job).State, Letters()));
    }

    [Fact]
    public void Are_forgotten_as_the_oldest_of_too_many_dead_letters()
    {
        Engine = new QueueEngine(new QueueState(number: 7), deadLetters: 2);
        var jobs = Enumerable.Range(0, 4).Select(_ => Enqueue(Tries(1, OnExhaustion.DeadLetter))).ToList();
        Fetch(count: 4);

        // Last came, first given up.
        foreach (var job in jobs.AsEnumerable().Reverse())
        {
            Later(1);
            Fail(job);
        }

        var left = Jobs(Ask(new QueueOperation.List(null, null, null, DeadLetters: true, 10)));
        Assert.Equal([jobs[0].Id, jobs[1].Id], left.Select(job => job.Id));
        IsRefused(Refusal.NotFound, new QueueOperation.Get(jobs[3].Id));
        Assert.Equal(2, State.Count(Discarded));
    }

    [Fact]
    public void Are_forgotten_as_dead_letters_that_are_too_old()
    {
        var jobs = new List<OjsJob>();
        while (jobs.Count < 3)
        {
            jobs.Add(Enqueue(Tries(1, OnExhaustion.DeadLetter)));
            Fail(Fetch()[0]);
            Later(TimeSpan.FromDays(1));
        }

        Ask(new QueueOperation.Retry(jobs[1].Id, DeadLetterOnly: true));
        Later(TimeSpan.FromDays(177) - TimeSpan.FromTicks(1));
        Assert.Equal(2, Letters());
        Later(TimeSpan.FromTicks(1));
        Assert.Equal(1, Letters());
        IsRefused(Refusal.NotFound, new QueueOperation.Get(jobs[0].Id));
        Later(TimeSpan.FromDays(2));

        Assert.Equal((0, 0), (Letters(), State.Count(Discarded)));
        Assert.Equal(Available, Get(jobs[1]).State);
        Assert.Equal(0, Replayed().Count(Discarded));
    }

    [Fact]
    public void Are_forgotten_as_dead_letters_when_they_are_as_old_as_is_said_and_after_a_retry_anew()
    {
        Engine = new QueueEngine(new QueueState(number: 7), deadLetterRetention: TimeSpan.FromHours(1));
        Ask(new QueueOperation.Tick());
        Later(TimeSpan.FromMinutes(50));
        var job = Enqueue(Tries(1, OnExhaustion.DeadLetter));
        Fail(Fetch()[0]);
        Later(TimeSpan.FromMinutes(30));
        Ask(new QueueOperation.Retry(job.Id, DeadLetterOnly: true));
        Fail(Fetch()[0]);
        Later(TimeSpan.FromMinutes(59));
        Assert.Equal(1, Letters());
        Later(TimeSpan.FromMinutes(1));

        Assert.Equal(Refusal.NotFound, Assert.IsType<QueueAnswer.Refused>(Ask(new QueueOperation.Get(job.Id))).Why);
    }

    [Fact]
    public void Are_not_fetched_while_the_queue_is_paused()
    {
        Ask(new QueueOperation.Pause());
        Enqueue();
        Assert.Empty(Fetch());

        Assert.False(Assert.IsType<QueueAnswer.Counts>(Ask(new QueueOperation.Resume())).Paused);

        Assert.Single(Fetch());
    }

    [Fact]
    public void Are_fetched_no_faster_than_the_limit()
    {
        for (var n = 0; n < 5; n++)
        {
            Enqueue(Spec() with { MaxPerSecond = 2 });
        }

        Assert.Equal(2, Fetch(count: 5).Count);
        Later(0.999);
        Assert.Empty(Fetch(count: 5));
        Later(0.001);
        Assert.Equal(2, Fetch(count: 5).Count);
    }

    [Fact]
    public void Tell_how_far_they_are_and_what_to_go_on_from()
    {
        var job = Enqueue();
        IsRefused(Refusal.Conflict, new QueueOperation.Report(job.Id, 0.5, null, null));
        Fetch();

        Ask(new QueueOperation.Report(job.Id, 7, "nearly", null));
        Ask(new QueueOperation.SaveCheckpoint(job.Id, RawJson.Parse("{\"row\":1}")));
        Ask(new QueueOperation.SaveCheckpoint(job.Id, RawJson.Parse("{\"row\":2}")));

        var now = Get(job);
        Assert.Equal((1.0, "nearly"), (now.Progress!.Value, now.Progress.Message));
        Assert.Equal((2L, "{\"row\":2}"), (now.Checkpoint!.Sequence, now.Checkpoint.State.ToString()));
        Ask(new QueueOperation.SaveCheckpoint(job.Id, null));
        Assert.Null(Get(job).Checkpoint);
    }

    [Fact]
    public void Are_untold_until_their_parent_knows()
    {
        var parent = new JobParent(ParentKind.Workflow, "wf", "0");
        Ask(new QueueOperation.Enqueue([new NewJob(Spec(), Guid.CreateVersion7().ToString(), parent)]));
        var job = Ack(Fetch()[0]);
        Assert.Equal([job.Id], State.Untold.Select(j => j.Id));

        Ask(new QueueOperation.Told([job.Id]));

        Assert.Empty(State.Untold);
        Assert.Empty(Replayed().Untold);
    }

    [Fact]
    public void Have_a_history()
    {
        Enqueue(Tries(2));
        Fail(Fetch(worker: "w1")[0]);
        Later(1);
        var job = Ack(Fetch(worker: "w2")[0]);

        Assert.Equal(
            ["job.enqueued 0", "job.started 1 w1", "job.failed 1", "job.available 1", "job.started 2 w2", "job.completed 2"],
            job.History.Select(fact => $"{fact.Event} {fact.Attempt} {fact.Worker}".TrimEnd()));
    }

    private int Letters() => Jobs(Ask(new QueueOperation.List(null, null, null, DeadLetters: true, 10))).Count;
}
