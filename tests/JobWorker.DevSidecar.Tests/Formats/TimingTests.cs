using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Tests.Formats;

public sealed class GoDurations
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("300ms", 300)]
    [InlineData("1.5s", 1500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("0h0m10s0ms", 10_000)]
    [InlineData("-2s", -2000)]
    [InlineData(".5s", 500)]
    public void Are_read(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var time));
        Assert.Equal(milliseconds, time.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1s ")]
    [InlineData("PT1S")]
    public void Are_refused_in_other_forms(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(250, "250ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(30_000, "30s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(90_061_000, "25h1m1s")]
    public void Are_written_as_Go_does(double milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}

public sealed class DueTimes
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("10s", 10)]
    [InlineData("PT1M", 60)]
    [InlineData("P1DT1S", 86_401)]
    [InlineData("2030-01-01T12:00:05Z", 5)]
    [InlineData("2030-01-01T13:00:05+01:00", 5)]
    public void Are_read(string text, double seconds) => Assert.Equal(Now.AddSeconds(seconds), Timing.Due("dueTime", text, Now));

    [Theory]
    [InlineData("soon")]
    [InlineData("R3/PT1S")]
    [InlineData("P")]
    [InlineData("PT")]
    public void Are_refused_by_name(string text) => Assert.Contains(
        "dueTime", Assert.Throws<FormatException>(() => Timing.Due("dueTime", text, Now)).Message, StringComparison.Ordinal);
}

public sealed class Periods
{
    [Theory]
    [InlineData("30s", 30, null)]
    [InlineData("PT30S", 30, null)]
    [InlineData("R5/PT30S", 30, 5)]
    [InlineData("R3/P0Y0M0W0DT0H0M30S", 30, 3)]
    public void Are_read(string text, double seconds, int? repeats)
    {
        var period = Timing.Every(text, daysAllowed: false);

        Assert.Equal((TimeSpan.FromSeconds(seconds), repeats), (period.Every!.Clock, period.Repeats));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("PT0S")]
    public void May_say_once(string text) => Assert.Null(Timing.Every(text, daysAllowed: false).Every);

    [Theory]
    [InlineData("P1D")]
    [InlineData("P1M")]
    [InlineData("often")]
    public void Of_days_and_of_nothing_known_are_refused(string text) => Assert.Equal(
        $"unsupported period format: {text}",
        Assert.Throws<FormatException>(() => Timing.Every(text, daysAllowed: false)).Message);

    [Fact]
    public void Of_days_are_allowed_for_timers() => Assert.Equal(1, Timing.Every("P1D", daysAllowed: true).Every!.Days);
}
