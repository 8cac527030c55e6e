using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Watching;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster;

public sealed class StuckPodsInTheBook
{
    private readonly ManualClock _clock = new();
    private readonly WatchBook _book;

    public StuckPodsInTheBook() => _book = new WatchBook(new ServerClock(_clock), _clock);

    [Fact]
    public void Are_told_once_for_each_change_of_reason()
    {
        _book.See(Kube.Job(), listed: false);

        Assert.Equal(FailureReason.ImagePullBackOff, Told(Waiting("ErrImagePull")));
        Assert.Null(Told(Waiting("ImagePullBackOff")));
        Assert.Equal(FailureReason.CreateContainerConfigError, Told(Waiting("CreateContainerConfigError")));
        Assert.IsType<JobCommand.ObserveStarted>(Assert.Single(_book.See(Kube.Pod(running: true), deleted: false)).Command);
        Assert.Null(Told(Waiting("ErrImagePull")));
    }

    [Fact]
    public void Are_told_as_soon_as_their_job_is_seen()
    {
        Assert.Empty(_book.See(Waiting("ErrImagePull"), deleted: false));

        Assert.IsType<JobCommand.ObserveStuck>(_book.See(Kube.Job(), listed: true)!.Command);
    }

    [Fact]
    public void Wake_their_jobs_again_and_again_once_their_time_is_over()
    {
        var limit = TimeSpan.FromMinutes(10);
        _book.See(Kube.Job(), listed: false);
        _book.See(Kube.Job(uid: "uid-2", id: "job-2"), listed: false);
        _book.See(Kube.Pod(running: true, owner: "uid-2"), deleted: false);
        _book.See(Kube.Job("Complete", uid: "uid-3", id: "job-3"), listed: false);
        var suspended = Kube.Job(uid: "uid-4", id: "job-4");
        suspended.Spec = new V1JobSpec { Suspend = true };
        _book.See(suspended, listed: false);
        Assert.Empty(_book.Overdue(limit));

        _clock.Advance(limit);

        Assert.Equal("job-1", Assert.Single(_book.Overdue(limit)).Id);
        Assert.IsType<JobCommand.Supervise>(Assert.Single(_book.Overdue(limit)).Command);
    }

    private string? Told(V1Pod pod) => (_book.See(pod, deleted: false).SingleOrDefault()?.Command as JobCommand.ObserveStuck)?.Reason;

    private static V1Pod Waiting(string reason)
    {
        var pod = Kube.Pod();
        pod.Status.Phase = "Pending";
        pod.Status.ContainerStatuses[0].State.Waiting.Reason = reason;

        return pod;
    }
}
