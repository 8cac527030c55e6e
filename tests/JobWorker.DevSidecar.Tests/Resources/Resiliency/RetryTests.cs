using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class ARetryPolicy
{
    private static readonly RetryPolicy Exponential = RetryPolicy.Default with { Exponential = true, MaxInterval = TimeSpan.FromSeconds(2) };

    [Fact]
    public void Pauses_the_same_each_time_when_constant() =>
        Assert.All([1, 2, 50], retry => Assert.Equal(TimeSpan.FromSeconds(5), RetryPolicy.Default.PauseBefore(retry, 0.9)));

    [Theory]
    [InlineData(1, 0.5, 500)]
    [InlineData(2, 0.5, 750)]
    [InlineData(3, 0.5, 1125)]
    [InlineData(20, 0.5, 2000)]
    [InlineData(1_000_000, 0.5, 2000)]
    [InlineData(1, 0.0, 250)]
    [InlineData(20, 1.0, 3000)]
    public void Pauses_longer_each_time_when_exponential(int retry, double chance, double milliseconds) =>
        Assert.Equal(milliseconds, Exponential.PauseBefore(retry, chance).TotalMilliseconds);

    [Fact]
    public void Begins_with_half_a_second_even_below_a_shorter_maximum() => Assert.Equal(
        [500, 100, 100], Enumerable.Range(1, 3).Select(retry =>
            (Exponential with { MaxInterval = TimeSpan.FromMilliseconds(100) }).PauseBefore(retry, 0.5).TotalMilliseconds));

    [Theory]
    [InlineData(-1, 1_000_000, true)]
    [InlineData(0, 1, false)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    public void Knows_its_end(int maxRetries, int failures, bool goesOn) => Assert.Equal(
        goesOn, Next(RetryPolicy.Default with { MaxRetries = maxRetries }, new Failure("x"), failures) is not null);

    [Theory]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(404, false)]
    [InlineData(14, true)]
    [InlineData(5, false)]
    [InlineData(700, false)]
    [InlineData(null, true)]
    public void Tries_again_what_matches_or_has_no_code(int? code, bool goesOn)
    {
        var matching = new StatusMatch([new(429, 429), new(500, 599)], [new(14, 14)]);

        Assert.Equal(goesOn, Next(RetryPolicy.Default with { Matching = matching }, new Failure("x", code)) is not null);
    }

    [Fact]
    public void Does_not_repeat_what_is_final() => Assert.Null(Next(RetryPolicy.Default, new Failure("x", Final: true)));

    [Theory]
    [InlineData(true, 899, true)]
    [InlineData(true, 901, false)]
    [InlineData(false, 1_000_000, true)]
    public void Ends_after_a_quarter_of_an_hour_when_exponential(bool exponential, int seconds, bool goesOn) => Assert.Equal(
        goesOn, (RetryPolicy.Default with { Exponential = exponential, MaxInterval = TimeSpan.FromSeconds(1) }).Next(
            100, new Failure("x"), TimeSpan.FromSeconds(seconds), 0) is not null);

    private static TimeSpan? Next(RetryPolicy policy, Failure failure, int failures = 1) =>
        policy.Next(failures, failure, TimeSpan.Zero, 0.5);
}

public sealed class ATripRule
{
    [Theory]
    [InlineData("consecutiveFailures > 2", 2, false)]
    [InlineData("consecutiveFailures > 2", 3, true)]
    [InlineData("consecutiveFailures>=2", 2, true)]
    [InlineData("requests < 2", 1, true)]
    [InlineData("requests <= 1", 2, false)]
    [InlineData("totalFailures == 3", 3, true)]
    [InlineData("totalFailures != 3", 3, false)]
    [InlineData("requests >= 3 && totalFailures > 9", 3, false)]
    [InlineData("requests >= 3 && totalFailures > 2", 3, true)]
    [InlineData("totalFailures > 9 || requests > 2", 3, true)]
    [InlineData("totalSuccesses > 0 && requests > 0 || consecutiveSuccesses == 0", 3, true)]
    public void Is_met_by_counts(string rule, int failures, bool met) =>
        Assert.Equal(met, TripRule.TryParse(rule)!.IsMet(new CircuitCounts(failures, 0, failures, 0, failures)));

    [Theory]
    [InlineData("")]
    [InlineData("consecutiveFailures")]
    [InlineData("failures > 2")]
    [InlineData("totalFailures / requests > 0.5")]
    [InlineData("(requests > 2)")]
    [InlineData("requests > 2 &&")]
    [InlineData("requests > 2 and totalFailures > 1")]
    [InlineData("requests > 99999999999999999999")]
    public void Is_not_read_from_anything_else(string rule) => Assert.Null(TripRule.TryParse(rule));
}

public sealed class CodesOfAnswers
{
    [Theory]
    [InlineData("429", "429-429")]
    [InlineData("429,500-599", "429-429 500-599")]
    [InlineData(" 100 - 101 , 599,", "100-101 599-599")]
    [InlineData(",", "")]
    public void Are_lists_of_numbers_and_ranges(string text, string ranges) => Assert.Equal(
        ranges, string.Join(' ', CodeRange.TryParse(text, StatusMatch.HttpCodes)!.Select(range => $"{range.From}-{range.To}")));

    [Theory]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("500-499")]
    [InlineData("500-")]
    [InlineData("5xx")]
    [InlineData("1-2-3")]
    [InlineData("-500")]
    public void Are_nothing_else(string text) => Assert.Null(CodeRange.TryParse(text, StatusMatch.HttpCodes));
}
