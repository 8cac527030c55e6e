using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Tests.Ojs.Queues;

public sealed class TheEventFeed : QueueSpec
{
    [Fact]
    public void Tells_each_step_of_a_job_once_in_order()
    {
        Enqueue(Tries(2));
        Later(1);
        Fail(Fetch()[0]);
        Later(2);
        Fail(Fetch()[0]);

        Assert.Equal(
            [
                "job.enqueued", "job.started", "job.failed", "job.retrying", "job.available", "job.started", "job.failed",
                "job.discarded",
            ],
            Read(after: null).Select(e => e.Type));
    }

    [Fact]
    public void Has_a_list_of_all_that_it_may_tell_of_a_job() => Assert.Equal(
        typeof(FeedTypes).GetFields().Where(field => field.IsLiteral).Select(field => field.GetRawConstantValue()),
        FeedTypes.All.Where(type => FeedTypes.Fits("job.*", type)));

    [Fact]
    public void Says_how_long_an_attempt_took()
    {
        Enqueue();
        var job = Fetch()[0];
        Later(1.5);
        Ack(job);

        Assert.Equal(1_500, Read(after: null).Single(e => e.Type == "job.completed").DurationMs);
    }

    [Fact]
    public void Goes_on_after_any_of_its_entries()
    {
        for (var n = 0; n < 10; n++)
        {
            Enqueue();
        }

        var all = Read(after: null);

        Assert.All(all.Select((e, n) => (e.Id, n)), at =>
            Assert.Equal(all.Skip(at.n + 1).Select(e => e.Id), Read(at.Id).Select(e => e.Id)));
    }

    [Fact]
    public void Forgets_the_oldest()
    {
        for (var n = 0; n < EventFeed.Capacity + 10; n++)
        {
            Enqueue();
        }

        Assert.Equal(EventFeed.Capacity, Read(after: null, int.MaxValue).Length);
    }

    private System.Collections.Immutable.ImmutableArray<FeedEntry> Read(string? after, int limit = 100) =>
        Assert.IsType<QueueAnswer.Feed>(Ask(new QueueOperation.ReadFeed(after, limit))).Entries;
}
