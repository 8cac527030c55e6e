using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

public sealed class AJobThatDoesNotStart
{
    private static readonly Job Created = CommandTable.Jobs["Created"];

    [Fact]
    public void Is_told_once_for_each_change_of_reason()
    {
        var job = Fold(Created, Stuck("ImagePullBackOff"));

        Assert.Empty(Events(job, Stuck("ImagePullBackOff") with { Message = "in other words" }));
        Assert.Equal("Unschedulable", Assert.IsType<PodStuck>(Assert.Single(Events(job, Stuck("Unschedulable")))).Reason);
    }

    [Fact]
    public void Is_not_told_without_end_when_reasons_alternate()
    {
        var job = Enumerable.Range(0, 100).Aggregate(Created, (j, i) => Fold(j, Stuck(i % 2 == 0 ? "ImagePullBackOff" : "Unschedulable")));

        Assert.Equal(Job.StuckLimit, job.StuckTold);
    }

    [Fact]
    public void Forgets_its_trouble_once_it_starts() =>
        Assert.Null(Fold(Fold(Created, Stuck("Unschedulable")), new ObserveStarted(Ref, Pod, Noon)).Stuck);

    [Theory]
    [InlineData(false, ErrorCode.PodStartTimeout)]
    [InlineData(true, ErrorCode.PodCannotStart)]
    public void Is_given_up_when_its_time_is_over(bool hopeless, string code)
    {
        var job = Fold(Created, Overdue("ImagePullBackOff") with { Hopeless = hopeless });

        Assert.Equal((JobState.Aborted, true), (job.State, job.Removing));
        Assert.Equal((code, "ImagePullBackOff", Pod.Name), (job.Error!.ErrorCode, job.Error.Reason, job.Error.PodName));
        Assert.Equal(CallbackStatus.Exception, job.Callbacks[^1].Status);
    }

    [Fact]
    public void Is_given_up_with_the_word_that_told_most()
    {
        var job = Fold(Created, Stuck("ImagePullBackOff") with { Message = "rpc error: manifest unknown: no such image" });

        Assert.EndsWith("manifest unknown: no such image", Fold(job, Overdue("ImagePullBackOff")).Error!.Message, StringComparison.Ordinal);
        Assert.EndsWith(" m", Fold(job, Overdue("Unschedulable")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_given_up_at_once_when_waiting_cannot_help() =>
        Assert.Equal(ErrorCode.PodCannotStart, Fold(Created, Stuck("InvalidImageName") with { Hopeless = true }).Error!.ErrorCode);

    [Fact]
    public void Is_held_by_the_reminder_until_its_job_is_deleted()
    {
        var job = Fold(Created with { Callbacks = [], WebhookUrl = null }, Overdue("Unschedulable"));

        Assert.True(JobDuties.Of(job, Noon) is { Remove: true, Supervised: true, Release: false });
        Assert.True(JobDuties.Of(Fold(job, new RecordRemoved(Noon)), Noon) is { Remove: false, Supervised: false, Release: true });
    }

    private static ObserveStuck Stuck(string reason) => new(Ref, Pod, reason, "m", Hopeless: false, Noon);

    private static ObserveOverdue Overdue(string reason) => new(Ref, Pod, reason, "m", Hopeless: false, Noon);

    private static Job Fold(Job job, JobCommand command) => Events(job, command).Aggregate(job, Job.Evolve);
}
