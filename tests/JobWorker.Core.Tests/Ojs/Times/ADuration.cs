using JobWorker.Core.Ojs.Times;

namespace JobWorker.Core.Tests.Ojs.Times;

public sealed class ADuration
{
    [Theory]
    [InlineData("PT1S", 1)]
    [InlineData("PT0S", 0)]
    [InlineData("PT0.5S", 0.5)]
    [InlineData("PT0,25S", 0.25)]
    [InlineData("PT1.5H", 5_400)]
    [InlineData("PT2M", 120)]
    [InlineData("PT24H", 86_400)]
    [InlineData("P1D", 86_400)]
    [InlineData("P1W", 604_800)]
    [InlineData("P1DT1H1M1S", 90_061)]
    [InlineData("P1M", 2_592_000)]
    [InlineData("P1Y", 31_536_000)]
    [InlineData("PT0.0000001S", 0.0000001)]
    [InlineData("PT0.00000001S", 0)]
    [InlineData("P36525D", 3_155_760_000)]
    public void Is_read(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("1S")]
    [InlineData("PT1")]
    [InlineData("PT1X")]
    [InlineData("PT-1S")]
    [InlineData("-PT1S")]
    [InlineData("+PT1S")]
    [InlineData("PT1S ")]
    [InlineData(" PT1S")]
    [InlineData("PT1S\n")]
    [InlineData("pt1s")]
    [InlineData("PT1S1M")]
    [InlineData("PT1S1S")]
    [InlineData("P1H")]
    [InlineData("P1S")]
    [InlineData("PT1D")]
    [InlineData("PT1.5H1M")]
    [InlineData("P0.5DT1H")]
    [InlineData("PT1.S")]
    [InlineData("PT.5S")]
    [InlineData("PT1.5.5S")]
    [InlineData("PT1e3S")]
    [InlineData("PT١S")]
    [InlineData("P36525DT1S")]
    [InlineData("P999999999999Y")]
    [InlineData("P9999999999999999999999D")]
    [InlineData("five minutes")]
    public void Is_refused(string? text)
    {
        Assert.False(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Fact]
    public void Is_refused_quickly_however_long() => Assert.False(Durations.TryParse($"P{new string('1', 1_000_000)}", out _));
}
