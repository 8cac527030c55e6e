using System.Globalization;
using JobWorker.Core.Ojs.Times;

namespace JobWorker.Core.Tests.Ojs.Times;

public sealed class AMoment
{
    private static readonly DateTimeOffset Now = new(2026, 2, 12, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-02-12T10:30:00Z", "2026-02-12T10:30:00.0000000")]
    [InlineData("2026-02-12t10:30:00z", "2026-02-12T10:30:00.0000000")]
    [InlineData("2026-02-12 10:30:00Z", "2026-02-12T10:30:00.0000000")]
    [InlineData("2026-02-12T10:30:00.5Z", "2026-02-12T10:30:00.5000000")]
    [InlineData("2026-02-12T10:30:00.123456789Z", "2026-02-12T10:30:00.1234567")]
    [InlineData("2026-02-12T10:30:00+02:00", "2026-02-12T08:30:00.0000000")]
    [InlineData("2026-02-12T10:30:00-05:30", "2026-02-12T16:00:00.0000000")]
    [InlineData("+PT5S", "2026-02-12T10:30:05.0000000")]
    [InlineData("+P1D", "2026-02-13T10:30:00.0000000")]
    [InlineData("+PT0S", "2026-02-12T10:30:00.0000000")]
    public void Is_read(string text, string utc)
    {
        Assert.True(Instants.TryParse(text, Now, out var instant));
        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(utc, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+5S")]
    [InlineData("++PT5S")]
    [InlineData("-PT5S")]
    [InlineData("PT5S")]
    [InlineData("2026-02-12")]
    [InlineData("2026-02-12T10:30:00")]
    [InlineData("2026-02-12T10:30Z")]
    [InlineData("2026-02-30T10:30:00Z")]
    [InlineData("2026-02-12T24:00:01Z")]
    [InlineData("2026-02-12T10:30:00.Z")]
    [InlineData("2026-02-12T10:30:000Z")]
    [InlineData("2026-02-12T10:30:00+25:00")]
    [InlineData("2026-02-12T10:30:00 Z")]
    [InlineData("2026-02-12T10:30:00Z\n")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("1770892200")]
    [InlineData("tomorrow")]
    public void Is_refused(string? text) => Assert.False(Instants.TryParse(text, Now, out _));

    [Fact]
    public void Does_not_lie_after_the_end_of_time() => Assert.False(Instants.TryParse("+P1D", DateTimeOffset.MaxValue, out _));
}
