using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Api;

namespace JobWorker.Host.Tests.Api;

public sealed class AMoment
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Recorded<JobEvent>[] Events =
    [
        .. Enumerable.Range(1, 4).Select(i => new Recorded<JobEvent>(i, new JobRemoved(Noon.AddMinutes(i)), "")),
    ];

    [Theory]
    [InlineData("2", 2)]
    [InlineData("9", 4)]
    [InlineData("2026-01-01T12:03:30Z", 3)]
    [InlineData("2026-01-01T13:03:30+01:00", 3)]
    [InlineData("2026-01-01T12:03:00.000Z", 3)]
    [InlineData("2026-01-01T11:00:00Z", 0)]
    public void Is_a_version_or_a_time(string text, int events) => Assert.Equal(events, Moment.Parse(text)!.Of(Events).Count);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("12:00")]
    public void Is_nothing_else(string text) => Assert.Null(Moment.Parse(text));
}
