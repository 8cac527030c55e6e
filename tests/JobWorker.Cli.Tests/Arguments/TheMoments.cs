using JobWorker.Cli.Arguments;

namespace JobWorker.Cli.Tests.Arguments;

/// <summary>Now is noon in UTC, two in the afternoon where the user sits.</summary>
public sealed class TheMoments
{
    private static readonly TimeZoneInfo East =
        TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

    [Theory]
    [InlineData("2026-01-31T11:00:00Z", "2026-01-31T11:00:00Z")]
    [InlineData("2026-01-31T11:00:00.25Z", "2026-01-31T11:00:00.25Z")]
    [InlineData("2026-01-31T11:00:00+05:00", "2026-01-31T06:00:00Z")]
    [InlineData("2026-01-31 11:00Z", "2026-01-31T11:00:00Z")]
    [InlineData("2026-01-31T11:00", "2026-01-31T09:00:00Z")]
    [InlineData("2026-01-31 11:00:30", "2026-01-31T09:00:30Z")]
    [InlineData("2026-01-31", "2026-01-30T22:00:00Z")]
    [InlineData("13:30", "2026-01-31T11:30:00Z")]
    [InlineData("13:30:15", "2026-01-31T11:30:15Z")]
    [InlineData("14:30", "2026-01-30T12:30:00Z")]
    [InlineData("30s", "2026-01-31T11:59:30Z")]
    [InlineData("90m", "2026-01-31T10:30:00Z")]
    [InlineData("2h", "2026-01-31T10:00:00Z")]
    [InlineData("3d", "2026-01-28T12:00:00Z")]
    [InlineData("1w", "2026-01-24T12:00:00Z")]
    [InlineData("0s", "2026-01-31T12:00:00Z")]
    public void Are_times_in_the_users_zone_or_ages(string text, string wire) =>
        Assert.Equal(wire, Moments.Wire(Moments.Parse(text, Support.Cli.Noon, East)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2")]
    [InlineData("2y")]
    [InlineData("-2h")]
    [InlineData("2 h")]
    [InlineData("1.5h")]
    [InlineData("9999999d")]
    [InlineData("999999w")]
    [InlineData("25:00")]
    [InlineData("2026-02-30")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("31.01.2026")]
    public void Are_nothing_else(string text) => Assert.Null(Moments.Parse(text, Support.Cli.Noon, East));
}
