using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Uniqueness;

namespace JobWorker.Core.Tests.Ojs.Uniqueness;

public sealed class ASecondJob
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddHours(5);

    [Fact]
    public void Is_the_first_where_nobody_is() =>
        Assert.Equal(UniqueAnswer.Free, UniqueVerdict.Of(new UniqueRule(), owner: null, Noon).Answer);

    [Theory]
    [InlineData(OnConflict.Reject, UniqueAnswer.Reject, false)]
    [InlineData(OnConflict.Ignore, UniqueAnswer.Ignore, false)]
    [InlineData(OnConflict.Replace, UniqueAnswer.Replace, true)]
    [InlineData(OnConflict.ReplaceExceptSchedule, UniqueAnswer.Replace, true)]
    public void Meets_the_first(OnConflict rule, UniqueAnswer answer, bool cancels) =>
        Assert.Equal(new UniqueVerdict(answer, cancels), Verdict(new UniqueRule { OnConflict = rule }, JobState.Available));

    [Fact]
    public void Meets_the_first_in_the_states_of_its_rule_only()
    {
        var met = Enum.GetValues<JobState>().Where(state => Verdict(new UniqueRule(), state).Answer != UniqueAnswer.Free);

        Assert.Equal([JobState.Scheduled, JobState.Available, JobState.Pending, JobState.Active, JobState.Retryable], met);
        Assert.Equal(UniqueAnswer.Free, Verdict(new UniqueRule { States = [JobState.Scheduled] }, JobState.Active).Answer);
        Assert.Equal(UniqueAnswer.Reject, Verdict(new UniqueRule { States = [JobState.Completed] }, JobState.Completed).Answer);
    }

    [Theory]
    [InlineData(0, UniqueAnswer.Reject)]
    [InlineData(3_599.999, UniqueAnswer.Reject)]
    [InlineData(3_600, UniqueAnswer.Free)]
    [InlineData(-5, UniqueAnswer.Reject)]
    public void Meets_the_first_within_the_period_from_its_creation(double seconds, UniqueAnswer answer)
    {
        var rule = new UniqueRule { Period = TimeSpan.FromHours(1) };

        Assert.Equal(answer, UniqueVerdict.Of(rule, Owner(JobState.Active), Noon.AddSeconds(seconds)).Answer);
    }

    [Fact]
    public void Takes_over_the_time_of_a_first_that_still_waits_for_it()
    {
        var rule = new UniqueRule { OnConflict = OnConflict.ReplaceExceptSchedule };

        Assert.Equal(Later, Verdict(rule, JobState.Scheduled).ScheduledAt);
        Assert.Null(Verdict(rule, JobState.Active).ScheduledAt);
        Assert.Null(Verdict(new UniqueRule { OnConflict = OnConflict.Replace }, JobState.Scheduled).ScheduledAt);
    }

    [Theory]
    [InlineData(JobState.Completed)]
    [InlineData(JobState.Cancelled)]
    [InlineData(JobState.Discarded)]
    public void Replaces_a_first_that_has_ended_without_cancelling_it(JobState state) =>
        Assert.Equal(
            new UniqueVerdict(UniqueAnswer.Replace, Cancels: false),
            Verdict(new UniqueRule { OnConflict = OnConflict.Replace, States = [state] }, state));

    private static UniqueVerdict Verdict(UniqueRule rule, JobState state) => UniqueVerdict.Of(rule, Owner(state), Noon.AddDays(400));

    private static UniqueOwner Owner(JobState state) => new("first", state, Noon, Later);
}
