using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

public sealed class ALookAtALateJob
{
    private static readonly DateTimeOffset Now = new(Kube.Noon);

    [Fact]
    public void Sees_that_it_has_ended_started_or_gone()
    {
        Assert.IsType<JobCommand.ObserveSucceeded>(StartLook.Of(Kube.Job("Complete"), [], null, Now));
        Assert.IsType<JobCommand.ObserveFailed>(StartLook.Of(Kube.Job("Failed"), [], null, Now));
        Assert.IsType<JobCommand.ObserveStarted>(StartLook.Of(Kube.Job(), [Kube.Pod(running: true)], null, Now));
        Assert.IsType<JobCommand.ObserveVanished>(StartLook.Of(Kube.Job(deleting: true), [], null, Now));
    }

    [Fact]
    public void Leaves_alone_what_is_on_its_way_or_suspended()
    {
        var suspended = Kube.Job();
        suspended.Spec = new V1JobSpec { Suspend = true };
        var preparing = Kube.Pod();
        preparing.Status = KubernetesJson.Deserialize<V1PodStatus>(
            """{"phase":"Pending","initContainerStatuses":[{"name":"a","state":{"running":{"startedAt":"2026-01-01T12:00:00Z"}}}]}""");

        Assert.Null(StartLook.Of(suspended, [], null, Now));
        Assert.Null(StartLook.Of(Kube.Job(), [preparing], null, Now));
    }

    [Fact]
    public void Sees_what_keeps_it_in_the_pod_else_in_the_events_else_says_that_nothing_tells()
    {
        var stuck = Kube.Pod();
        stuck.Status = KubernetesJson.Deserialize<V1PodStatus>(
            """{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"InvalidImageName"}}}]}""");
        var told = new PodTrouble(null, FailureReason.QuotaExceeded, "m");

        Assert.Equal((FailureReason.InvalidImageName, true), Seen([stuck], told));
        Assert.Equal((FailureReason.QuotaExceeded, false), Seen([], told));
        Assert.Equal((FailureReason.Unknown, false), Seen([], null));
        Assert.Equal((FailureReason.Unknown, false), Seen([Kube.Pod()], null));
    }

    private static (string, bool) Seen(V1Pod[] pods, PodTrouble? told) =>
        Assert.IsType<JobCommand.ObserveOverdue>(StartLook.Of(Kube.Job(), pods, told, Now)) is var overdue
            ? (overdue.Reason, overdue.Hopeless)
            : default;
}
