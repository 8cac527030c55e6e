using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Tests.Ojs.Queues;

/// <summary>Keys of which only so many are worked on at once, bounded queues, tenants, and jobs that are held back.</summary>
public sealed class LimitsOfAQueue : QueueSpec
{
    [Fact]
    public void Let_only_so_many_jobs_of_a_key_be_fetched_and_others_go_ahead()
    {
        var first = Enqueue(Keyed(most: 2));
        Enqueue(Keyed(most: 2));
        var third = Enqueue(Keyed(most: 2));
        var other = Enqueue();

        var fetched = Fetch(10);

        Assert.Equal(3, fetched.Count);
        Assert.Equal(other.Id, fetched[2].Id);
        Assert.Equal(new LimitUse("stripe", 2, 2, 1), Assert.Single(State.Limits));
        Assert.Empty(Fetch());
        Ack(first);
        Assert.Equal(third.Id, Assert.Single(Fetch()).Id);
    }

    [Fact]
    public void Count_a_job_whose_lease_is_extended_once()
    {
        var job = Enqueue(Keyed(most: 1));
        Enqueue(Keyed(most: 1));
        Fetch();

        Ask(new QueueOperation.Heartbeat([job.Id], null, null));

        Assert.Empty(Fetch());
    }

    [Fact]
    public void Are_forgotten_with_the_last_job_of_the_key()
    {
        var job = Enqueue(Keyed(most: 1));
        Fetch();
        Ack(job);

        Assert.Empty(State.Limits);
    }

    [Fact]
    public void Refuse_a_job_for_which_there_is_no_room_and_none_of_a_batch_is_taken()
    {
        Ask(new QueueOperation.Bound(2));
        var taken = Enqueue();

        var refused = Assert.IsType<QueueAnswer.Refused>(Ask(new QueueOperation.Enqueue([new(Spec()), new(Spec())])));

        Assert.Equal((Refusal.Full, 1, 2), (refused.Why, refused.Depth, refused.Bound));
        Fetch();
        Ack(taken);
        Enqueue();
        Enqueue();
        IsRefused(Refusal.Full, new QueueOperation.Enqueue([new(Spec())]));
    }

    [Fact]
    public void Take_a_step_of_a_workflow_all_the_same()
    {
        Ask(new QueueOperation.Bound(1));
        Enqueue();
        var step = new NewJob(Spec(), Parent: new JobParent(ParentKind.Workflow, "w", "1"));

        Assert.IsType<QueueAnswer.Jobs>(Ask(new QueueOperation.Enqueue([step])));
    }

    [Fact]
    public void Give_a_tenant_its_own_jobs_only_in_their_order()
    {
        Enqueue(Spec() with { Tenant = "a" });
        var urgent = Enqueue(Spec() with { Tenant = "b", Priority = 5 });
        var usual = Enqueue(Spec() with { Tenant = "b", Priority = 9, Concurrency = new ConcurrencyLimit("k", 1) });

        var fetched = Jobs(Ask(new QueueOperation.Fetch(10, null, null, Tenant: "b")));

        Assert.Equal([usual.Id, urgent.Id], fetched.Select(job => job.Id));
        Assert.Empty(Jobs(Ask(new QueueOperation.Fetch(10, null, null, Tenant: "c"))));
    }

    [Fact]
    public void Keep_a_job_back_that_is_held_until_it_is_let_go_on()
    {
        var job = Enqueue();
        Ask(new QueueOperation.Hold(job.Id, Held: true, "look at it"));

        Assert.Empty(Fetch());
        Ask(new QueueOperation.Hold(job.Id, Held: false, null));
        Assert.Equal(job.Id, Assert.Single(Fetch()).Id);
        Assert.Contains(Get(job).History, fact => fact.Event == FeedTypes.Paused);
    }

    private static JobSpec Keyed(int most) => Spec() with { Concurrency = new ConcurrencyLimit("stripe", most) };
}
