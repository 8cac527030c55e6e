using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Watching;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Watching;

public sealed class PodsOfOneJob
{
    private readonly WatchBook _book;

    public PodsOfOneJob()
    {
        var clock = new ManualClock();
        _book = new WatchBook(new ServerClock(clock), clock);
        _book.See(Kube.Job(), listed: true);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void May_run_side_by_side_when_one_is_given_up_before_it_has_ended(bool going, bool gone)
    {
        See(Kube.Pod(running: true));
        See(Going(Kube.Pod(running: true), going), gone);

        var replaced = See(Kube.Pod(running: true, name: "pod-2")).OfType<JobCommand.ObserveReplaced>().Single();

        Assert.Equal(("pod-1", "pod-2"), (replaced.Lost.Name, replaced.By.Name));
        Assert.Empty(See(Kube.Pod(running: true, name: "pod-2")));
    }

    [Fact]
    public void Do_not_when_the_one_before_had_ended()
    {
        See(Kube.Pod(running: true));
        See(Going(Kube.Pod(running: true)));
        See(Going(Kube.Pod(exitCode: 137)));

        Assert.DoesNotContain(See(Kube.Pod(running: true, name: "pod-2")), c => c is JobCommand.ObserveReplaced);
    }

    [Fact]
    public void Do_not_when_the_one_before_had_not_begun()
    {
        See(Kube.Pod(), deleted: true);

        Assert.IsType<JobCommand.ObserveStarted>(Assert.Single(See(Kube.Pod(running: true, name: "pod-2"))));
    }

    [Fact]
    public void Do_not_when_one_failed_and_is_tried_again()
    {
        See(Kube.Pod(running: true));
        See(Kube.Pod(exitCode: 1));

        Assert.Empty(See(Kube.Pod(running: true, name: "pod-2")));
    }

    [Fact]
    public void Of_nobody_we_know_are_forgotten_with_the_next_list_of_jobs()
    {
        See(Kube.Pod(running: true, owner: "uid-2"));
        _book.Missing(new HashSet<string> { "uid-1" });

        Assert.Null(_book.See(Kube.Job(uid: "uid-2"), listed: false));
    }

    private JobCommand[] See(V1Pod pod, bool deleted = false) => [.. _book.See(pod, deleted).Select(s => s.Command)];

    private static V1Pod Going(V1Pod pod, bool going = true)
    {
        pod.Metadata.DeletionTimestamp = going ? Kube.Noon : null;

        return pod;
    }
}
