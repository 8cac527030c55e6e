using JobWorker.Core.Jobs;

namespace JobWorker.Core.Tests.Jobs.Telling;

public sealed class RetryTimes
{
    [Theory]
    [InlineData(1, "00:00:05")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:30:00")]
    [InlineData(4, "02:00:00")]
    [InlineData(5, "05:00:00")]
    [InlineData(6, "10:00:00")]
    [InlineData(7, "14:00:00")]
    [InlineData(8, "20:00:00")]
    [InlineData(9, "1.00:00:00")]
    [InlineData(0, "00:00:05")]
    [InlineData(99, "1.00:00:00")]
    public void Of_callbacks_follow_the_schedule(int attempt, string expected) =>
        Assert.Equal(TimeSpan.Parse(expected), RetrySchedule.Callback(attempt, retryAfter: null, chance: 0));

    [Fact]
    public void Of_callbacks_come_to_ten_attempts_over_three_days()
    {
        var total = Enumerable.Range(
            1, RetrySchedule.CallbackAttempts - 1).Sum(i => RetrySchedule.Callback(i, null, 0).TotalHours);

        Assert.InRange(total, 75, 76);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    public void Of_callbacks_follow_another_schedule_where_one_is_set(int attempt, int seconds)
    {
        TimeSpan[] schedule = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Callback(attempt, null, 0, schedule));
        Assert.Equal(3, RetrySchedule.Attempts(schedule));
        Assert.Equal(RetrySchedule.CallbackAttempts, RetrySchedule.Attempts([]));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 5.25)]
    [InlineData(1, 5.5)]
    [InlineData(-1, 5)]
    [InlineData(2, 5.5)]
    public void Of_callbacks_are_spread_by_a_tenth(double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Callback(1, null, chance));

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(60, 0, 60)]
    [InlineData(60, 1, 66)]
    [InlineData(-60, 0, 5)]
    [InlineData(85_000, 1, 86_400)]
    [InlineData(1_000_000, 0, 86_400)]
    [InlineData(1_000_000, 1, 86_400)]
    public void Of_callbacks_heed_the_receivers_wish_up_to_a_day(int wish, double chance, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Callback(1, TimeSpan.FromSeconds(wish), chance));

    [Fact]
    public void Of_callbacks_are_not_shortened_by_a_wish() => Assert.Equal(
        TimeSpan.FromHours(26.4), RetrySchedule.Callback(9, TimeSpan.FromDays(9), 1));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0, 0.5)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 4)]
    [InlineData(6, 1, 32)]
    [InlineData(7, 1, 60)]
    [InlineData(7, 0, 30)]
    [InlineData(int.MaxValue, 1, 60)]
    [InlineData(int.MinValue, 1, 1)]
    public void Of_creation_double_up_to_a_minute(int attempt, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Create(attempt, null, chance));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 30)]
    [InlineData(1_000_000, 86_400)]
    public void Of_creation_heed_the_servers_wish(int wish, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Create(1, TimeSpan.FromSeconds(wish), 1));
}
