using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Watching;

namespace JobWorker.Host.Tests.Cluster.Watching;

public sealed class TheWatchBook
{
    private readonly WatchBook _book;

    public TheWatchBook()
    {
        var clock = new ManualClock();
        _book = new WatchBook(new ServerClock(clock), clock);
    }

    [Fact]
    public void Says_nothing_of_a_job_that_was_just_created() => Assert.Null(_book.See(Kube.Job(), listed: false));

    [Fact]
    public void Wakes_the_keeper_of_a_job_that_a_list_finds() =>
        Assert.IsType<JobCommand.Supervise>(_book.See(Kube.Job(), listed: true)!.Command);

    [Fact]
    public void Says_once_that_a_container_runs()
    {
        _book.See(Kube.Job(), listed: false);

        Assert.IsType<JobCommand.ObserveStarted>(Assert.Single(_book.See(Kube.Pod(running: true), deleted: false)).Command);
        Assert.Empty(_book.See(Kube.Pod(running: true), deleted: false));
        Assert.Empty(_book.See(Kube.Pod(exitCode: 0), deleted: false));
    }

    [Fact]
    public void Keeps_what_pods_tell_until_their_job_is_seen()
    {
        Assert.Empty(_book.See(Kube.Pod(running: true), deleted: false));

        Assert.IsType<JobCommand.ObserveStarted>(_book.See(Kube.Job(), listed: false)!.Command);
    }

    [Fact]
    public void Tells_the_outcome_with_the_pod_and_tells_it_once()
    {
        _book.See(Kube.Job(), listed: false);
        _book.See(Kube.Pod(exitCode: 0), deleted: false);

        var told = _book.See(Kube.Job("Complete"), listed: false)!;

        Assert.NotNull(Assert.IsType<JobCommand.ObserveSucceeded>(told.Command).Pod);
        Assert.False(told.MayLackPods);
        Assert.Null(_book.See(Kube.Job("Complete"), listed: false));
        Assert.Null(_book.See(Kube.Job("Complete"), listed: false, deleted: true));
    }

    [Fact]
    public void Says_when_the_pods_may_be_behind() => Assert.True(_book.See(Kube.Job("Complete"), listed: false)!.MayLackPods);

    [Fact]
    public void Asks_for_a_second_look_at_every_failure()
    {
        _book.See(Kube.Pod(running: true), deleted: false);

        var told = _book.See(Kube.Job("Failed", "BackoffLimitExceeded"), listed: false)!;

        Assert.True(told.MayLackPods);
        Assert.Equal("pod-1", told.Pods.Ran!.Name);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Tells_outcomes_again_to_whoever_lists_again_while_the_job_is_held(bool held, int told)
    {
        var job = Kube.Job("Complete");
        job.Metadata.Finalizers = held ? [JobAnnotations.Finalizer] : null;

        Assert.Equal(told, new[] { _book.See(job, listed: true), _book.See(job, listed: true) }.Count(s => s is not null));
    }

    [Fact]
    public void Tells_that_a_job_is_being_deleted_before_it_ended()
    {
        _book.See(Kube.Job(), listed: false);

        Assert.IsType<JobCommand.ObserveVanished>(_book.See(Kube.Job(deleting: true), listed: false)!.Command);
    }

    [Fact]
    public void Tells_the_outcome_of_a_job_that_ended_and_is_being_deleted() =>
        Assert.IsType<JobCommand.ObserveSucceeded>(_book.See(Kube.Job("Complete", deleting: true), listed: false)!.Command);

    [Fact]
    public void Tells_that_a_job_is_gone() =>
        Assert.IsType<JobCommand.ObserveVanished>(_book.See(Kube.Job(), listed: false, deleted: true)!.Command);

    [Fact]
    public void Finds_what_was_deleted_while_nobody_looked()
    {
        _book.See(Kube.Job(), listed: false);
        _book.See(Kube.Job(uid: "uid-2", id: "job-2"), listed: false);

        var missing = Assert.Single(_book.Missing(new HashSet<string> { "uid-2" }));

        Assert.Equal(("job-1", typeof(JobCommand.ObserveVanished)), (missing.Id, missing.Command.GetType()));
        Assert.Empty(_book.Missing(new HashSet<string> { "uid-2" }));
    }

    [Fact]
    public void Does_not_miss_what_had_ended_and_was_told()
    {
        _book.See(Kube.Job("Complete"), listed: false);

        Assert.Empty(_book.Missing(new HashSet<string>()));
    }

    [Fact]
    public void Leaves_jobs_alone_that_are_not_ours() => Assert.Null(_book.See(Kube.Job("Complete", id: null), listed: true));

    [Fact]
    public void Counts_the_jobs_that_live()
    {
        _book.See(Kube.Job(), listed: true);
        _book.See(Kube.Job(uid: "uid-2", id: "job-2"), listed: false);
        _book.See(Kube.Job(uid: "uid-3", id: "job-3"), listed: false);
        _book.See(Kube.Pod(running: true), deleted: false);
        Assert.Equal(3, _book.Live);

        _book.See(Kube.Job("Complete"), listed: false);
        _book.See(Kube.Job("Complete"), listed: false, deleted: true);
        _book.See(Kube.Job(uid: "uid-2", id: "job-2", deleting: true), listed: false);
        Assert.Equal(1, _book.Live);

        _book.Missing(new HashSet<string>());
        Assert.Equal(0, _book.Live);
    }
}
