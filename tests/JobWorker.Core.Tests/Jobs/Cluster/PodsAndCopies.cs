using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs.Cluster;

public sealed class PodsAndCopies
{
    private static readonly Job Running = CommandTable.Jobs["Running"];

    [Fact]
    public void Of_one_job_may_run_side_by_side_which_is_recorded_once_for_each()
    {
        var (job, told) = (Running, 0);
        for (var i = 2; i < 40; i++)
        {
            var replaced = new ObserveReplaced(Ref, Pod, new PodRef($"pod-{i}", $"uid-{i}"), Noon);
            var events = Events(job, replaced);
            told += events.Length;
            job = events.Aggregate(job, Job.Evolve);
            Assert.Empty(Events(job, replaced));
        }

        Assert.Equal((Job.StuckLimit, JobState.Running), (told, job.State));
    }

    [Fact]
    public void Of_our_kubernetes_job_are_told_from_it_by_their_name_while_its_uid_is_not_known()
    {
        var requested = CommandTable.Jobs["Requested"];

        Assert.IsType<Decision<JobEvent>.Refused>(JobDecider.Decide(requested, new ObserveSucceeded(Copy, Pod, 1, Noon)));
        Assert.IsType<Decision<JobEvent>.Refused>(
            JobDecider.Decide(requested, new ObserveSucceeded(Ref with { Namespace = "other" }, Pod, 1, Noon)));
        Assert.NotEmpty(Events(requested, new ObserveSucceeded(Ref, Pod, 1, Noon)));
    }

    [Fact]
    public void May_have_a_later_name_only_once_the_earlier_ones_are_known_to_be_taken()
    {
        var second = Ref with { Name = JobName.Of("bb", Request.Id, namesTaken: 1) };
        var requested = CommandTable.Jobs["Requested"];
        var taken = Events(requested, CommandTable.CreateFailed(CreateFailure.NameTaken)).Aggregate(requested, Job.Evolve);

        Assert.IsType<Decision<JobEvent>.Refused>(JobDecider.Decide(requested, new ObserveSucceeded(second, Pod, 1, Noon)));
        Assert.NotEmpty(Events(taken, new ObserveSucceeded(second, Pod, 1, Noon)));
    }
}
