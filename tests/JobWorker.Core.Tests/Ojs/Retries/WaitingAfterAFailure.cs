using FsCheck.Fluent;
using JobWorker.Core.Ojs.Retries;

namespace JobWorker.Core.Tests.Ojs.Retries;

public sealed class WaitingAfterAFailure
{
    private static readonly RetryPolicy Steady = new() { Jitter = false };

    [Theory]
    [InlineData(BackoffStrategy.Exponential, 2, "1 2 4 8 16 32 64 128 256 300 300")]
    [InlineData(BackoffStrategy.Exponential, 1, "1 1 1 1")]
    [InlineData(BackoffStrategy.Linear, 7, "1 2 3 4 5")]
    [InlineData(BackoffStrategy.Constant, 7, "1 1 1 1")]
    [InlineData(BackoffStrategy.Polynomial, 4, "1 16 81 256 300")]
    public void Follows_the_curve_up_to_the_longest(BackoffStrategy strategy, double coefficient, string seconds)
    {
        var policy = Steady with { BackoffStrategy = strategy, BackoffCoefficient = coefficient };
        var expected = seconds.Split(' ').Select(s => TimeSpan.FromSeconds(int.Parse(s, null)));

        Assert.Equal(expected, Enumerable.Range(1, seconds.Split(' ').Length).Select(n => policy.DelayAfter(n, 0.9)));
    }

    [Theory]
    [InlineData(6, 0, 80)]
    [InlineData(6, 0.5, 160)]
    [InlineData(6, 0.75, 200)]
    [InlineData(8, 0, 80)]
    [InlineData(8, 0.99, 160)]
    public void Varies_by_half_and_is_capped_again(int attempt, double chance, double seconds)
    {
        var policy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromSeconds(5),
            MaxInterval = TimeSpan.FromSeconds(attempt == 6 ? 300 : 160),
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), policy.DelayAfter(attempt, chance));
    }

    [Fact]
    public void Is_never_negative_nor_longer_than_the_longest_whatever_the_policy()
    {
        var policies =
            from strategy in Gen.Elements(Enum.GetValues<BackoffStrategy>())
            from coefficient in Gen.Elements(1, 1.5, 2, 1e6, double.MaxValue, double.PositiveInfinity, double.NaN)
            from initial in Spans
            from longest in Spans
            from attempt in Gen.Elements(int.MinValue, -1, 0, 1, 2, 3, 60, 10_000, int.MaxValue)
            from chance in Gen.Elements(0, 0.3, 0.999999)
            select (Policy: new RetryPolicy
            {
                BackoffStrategy = strategy,
                BackoffCoefficient = coefficient,
                InitialInterval = initial,
                MaxInterval = longest,
            }, attempt, chance);

        Laws.Hold(
            policies,
            x => Assert.InRange(x.Policy.DelayAfter(x.attempt, x.chance), TimeSpan.Zero, x.Policy.MaxInterval),
            times: 2_000);
    }

    [Fact]
    public void Grows_with_the_attempts()
    {
        var cases =
            from strategy in Gen.Elements(Enum.GetValues<BackoffStrategy>())
            from coefficient in Gen.Choose(10, 60).Select(x => x / 10.0)
            from attempt in Gen.Choose(1, 200)
            select (Policy: Steady with { BackoffStrategy = strategy, BackoffCoefficient = coefficient }, attempt);

        Laws.Hold(cases, x => Assert.True(x.Policy.DelayAfter(x.attempt, 0) <= x.Policy.DelayAfter(x.attempt + 1, 0)));
    }

    private static FsCheck.Gen<TimeSpan> Spans =>
        Gen.Elements(TimeSpan.Zero, new TimeSpan(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_525), TimeSpan.MaxValue);
}
