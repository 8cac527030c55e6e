using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Tests.Support;

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
    [InlineData(1, 0.0, 250)]
    [InlineData(20, 1.0, 3000)]
    public void Pauses_longer_each_time_when_exponential(int retry, double chance, double milliseconds) =>
        Assert.Equal(milliseconds, Exponential.PauseBefore(retry, chance).TotalMilliseconds);

    [Theory]
    [InlineData(-1, 1_000_000, true)]
    [InlineData(0, 1, false)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    public void Knows_its_end(int maxRetries, int retry, bool allowed) =>
        Assert.Equal(allowed, (RetryPolicy.Default with { MaxRetries = maxRetries }).Allows(retry));

    [Fact]
    public async Task Tries_until_it_succeeds()
    {
        var clock = new FakeClock();
        var tries = 0;
        var work = RetryPolicy.Default.ExecuteAsync(
            () => ++tries < 3 ? throw new IOException() : Task.FromResult(tries), _ => true, clock, default);
        clock.Advance(TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(3, await work);
    }

    [Fact]
    public async Task Gives_up_at_once_on_what_will_not_change()
    {
        var tries = 0;
        Task<int> Work()
        {
            tries++;
            throw new InvalidOperationException();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => RetryPolicy.Default.ExecuteAsync(Work, _ => false, new FakeClock(), default));
        Assert.Equal(1, tries);
    }
}

public sealed class ChoosingARetryPolicy
{
    private static readonly RetryPolicy One = RetryPolicy.Default with { MaxRetries = 1 };
    private static readonly RetryPolicy Two = RetryPolicy.Default with { MaxRetries = 2 };

    [Fact]
    public void Takes_the_one_of_the_component() => Assert.Equal(
        One, Policies(("own", One), ("DefaultRetryPolicy", Two)).ForInbound("jobs", "Pubsub"));

    [Theory]
    [InlineData("DefaultPubsubComponentInboundRetryPolicy")]
    [InlineData("DefaultComponentInboundRetryPolicy")]
    [InlineData("DefaultRetryPolicy")]
    public void Takes_a_default_by_its_name(string name) =>
        Assert.Equal(Two, Policies((name, Two)).ForInbound("other", "Pubsub"));

    [Fact]
    public void Takes_the_nearest_default() => Assert.Equal(
        One, Policies(("DefaultPubsubComponentInboundRetryPolicy", One), ("DefaultRetryPolicy", Two)).ForInbound("other", "Pubsub"));

    [Theory]
    [InlineData("DefaultPubsubComponentOutboundRetryPolicy")]
    [InlineData("DefaultBindingComponentInboundRetryPolicy")]
    public void Does_not_take_the_default_of_another(string name) =>
        Assert.Equal(RetryPolicy.None, Policies((name, Two)).ForInbound("other", "Pubsub"));

    private static ResiliencyPolicies Policies(params (string Name, RetryPolicy Policy)[] policies) => new(
        [], policies.ToDictionary(one => one.Name, one => one.Policy),
        policies.Any(one => one.Name == "own") ? new Dictionary<string, string> { ["jobs"] = "own" } : [], new Dictionary<string, string>());
}
