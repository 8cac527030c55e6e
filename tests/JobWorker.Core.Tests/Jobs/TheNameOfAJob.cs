using JobWorker.Core.Jobs;

namespace JobWorker.Core.Tests.Jobs;

public sealed class TheNameOfAJob
{
    [Fact]
    public void Depends_on_prefix_and_id_alone()
    {
        Assert.Equal(JobName.Of("a", "1", 0), JobName.Of("a", "1", 0));
        Assert.NotEqual(JobName.Of("a", "1", 0), JobName.Of("a", "2", 0));
        Assert.NotEqual(JobName.Of("a", "1", 0), JobName.Of("b", "1", 0));
    }

    [Fact]
    public void Fits_into_a_label_with_the_longest_prefix() =>
        Assert.Equal(62, JobName.Of(new string('a', 53), "1", 0).Length);

    [Fact]
    public void Is_another_one_for_each_attempt() =>
        Assert.Distinct(Enumerable.Range(1, 5).Select(attempt => JobName.Of("a", "1", 0, attempt)));

    [Fact]
    public void Is_another_one_for_each_try() =>
        Assert.Distinct(Enumerable.Range(0, JobName.Tries).Select(taken => JobName.Of("a", "1", taken)));
}
