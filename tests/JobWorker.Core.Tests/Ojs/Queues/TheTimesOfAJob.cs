using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Tests.Ojs.Envelopes;

namespace JobWorker.Core.Tests.Ojs.Queues;

public sealed class TheTimesOfAJob : QueueSpec
{
    [Fact]
    public void Do_not_move_with_its_retries()
    {
        var job = Enqueue(JobRequest.Parse(
            Bodies.Utf8(
                """
                {"type": "a", "args": [], "options": {"scheduled_at": "+PT5S", "expires_at": "+PT1M",
                 "retry": {"max_attempts": 2, "initial_interval": "PT10S", "jitter": false, "on_exhaustion": "dead_letter"}}}
                """),
            Now,
            EnvelopeLimits.Default).Good().Spec);

        Later(5);
        Fail(Assert.Single(Fetch()));
        Later(10);
        Fail(Assert.Single(Fetch()));
        var again = Assert.Single(Jobs(Ask(new QueueOperation.Retry(job.Id, DeadLetterOnly: true))));

        Assert.Equal((Noon.AddSeconds(5), Noon.AddSeconds(60)), (again.Spec.ScheduledAt, again.Spec.ExpiresAt));
        Later(45);
        Assert.Empty(Fetch());
        Assert.Equal(JobState.Discarded, Get(job).State);
    }
}
