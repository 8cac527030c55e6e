using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

public sealed class TheSameIdAgain
{
    [Fact]
    public void Is_noted_once_for_another_payload()
    {
        var job = CommandTable.Jobs["Running"];
        var other = new Submit(Request, "other", [], Noon.AddDays(13));

        Assert.Equal<JobEvent>([new DuplicateIgnored("other", Noon.AddDays(13))], Events(job, other));
        Assert.Empty(Events(Events(job, other).Aggregate(job, Job.Evolve), other));
    }

    [Fact]
    public void Changes_nothing_of_what_was_asked_first()
    {
        var job = CommandTable.Jobs["Requested"];
        var after = Events(job, new Submit(Request with { Service = "evil" }, "other", [], Noon)).Aggregate(job, Job.Evolve);

        Assert.Same(job.Request, after.Request);
        Assert.Equal("hash", after.PayloadHash);
    }

    [Theory]
    [InlineData(ErrorCode.MessageInvalid, FailureReason.Invalid)]
    [InlineData(ErrorCode.RefusedByPolicy, FailureReason.Policy)]
    public void Was_rejected_for_a_reason_the_client_is_told(string code, string reason)
    {
        var reject = new Reject("example", null, code, [BrokenRule, new("job.env", "must be a list")], "hash", Noon);
        var rejected = Assert.IsType<JobRejected>(Assert.Single(Events(Job.None, reject)));

        Assert.Equal(new CallbackError(code, "job.image: is required; job.env: must be a list", reason), rejected.Error);
    }
}
