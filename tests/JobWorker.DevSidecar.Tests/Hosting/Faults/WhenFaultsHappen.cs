using JobWorker.DevSidecar.Hosting.Faults;
using JobWorker.DevSidecar.Hosting.Flags;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Hosting.Faults;

public sealed class WhenFaultsHappen
{
    [Theory]
    [InlineData("repeat-delivery=always", "x x x x x x")]
    [InlineData("repeat-delivery=1", "x x x x x x")]
    [InlineData("repeat-delivery=0", "- - - - - -")]
    [InlineData("repeat-delivery=every:3", "- - x - - x")]
    [InlineData("repeat-delivery=next:2", "x x - - - -")]
    [InlineData("repeat-delivery=next:0", "- - - - - -")]
    [InlineData("drop-reminder=always", "- - - - - -")]
    public void Is_told_by_rate(string fault, string expected)
    {
        var board = Board(1, fault);

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 6).Select(_ => board.Fires(FaultKind.RepeatDelivery) is null ? '-' : 'x')));
    }

    [Fact]
    public void Is_the_same_with_the_same_seed_and_about_as_often_as_asked()
    {
        var first = Choices(Board(7, "drop-reminder=0.25"));

        Assert.Equal(first, Choices(Board(7, "drop-reminder=0.25", "repeat-delivery=0.5")));
        Assert.NotEqual(first, Choices(Board(8, "drop-reminder=0.25")));
        Assert.InRange(first.Count(happens => happens), 200, 300);
    }

    [Fact]
    public void Reads_how_long_and_how_often()
    {
        var spec = FaultSpec.Parse("repeat-delivery=0.5, time=2s, times=3");

        Assert.Equal((TimeSpan.FromSeconds(2), 3), (spec.Time, spec.Times));
        Assert.Equal(TimeSpan.FromMilliseconds(100), FaultSpec.Parse("delay-delivery=1").Time);
    }

    [Theory]
    [InlineData("repeat-delivery", "has not the form name=when")]
    [InlineData("explode=1", "\"explode\" is no fault; there are delay-delivery")]
    [InlineData("drop-reminder=2", "\"2\" is none of a chance from 0 to 1")]
    [InlineData("drop-reminder=-0.1", "is none of a chance")]
    [InlineData("drop-reminder=NaN", "is none of a chance")]
    [InlineData("drop-reminder=every:0", "is none of a chance")]
    [InlineData("drop-reminder=next:-1", "is none of a chance")]
    [InlineData("drop-reminder=", "is none of a chance")]
    [InlineData("delay-delivery=1,time=never", "\"never\" is not a duration from 0s to 1h")]
    [InlineData("delay-delivery=1,time=2h", "is not a duration from 0s to 1h")]
    [InlineData("delay-delivery=1,times=2", "or not for this fault")]
    [InlineData("repeat-delivery=1,times=1000", "a whole number from 1 to 100")]
    [InlineData("repeat-delivery=1,often", "neither time=… nor times=…")]
    public void Is_refused_with_the_rule(string fault, string reason)
    {
        var error = Assert.Throws<FlagException>(() => FaultBoard.Of(
            FlagParser.Parse(["--app-id", "a", "--fault", fault]), NullLogger.Instance));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_never_unless_the_command_line_says_so() =>
        Assert.Null(FaultBoard.Of(FlagParser.Parse(["--app-id", "a", "--fault-seed", "5"]), NullLogger.Instance));

    private static bool[] Choices(FaultBoard board) =>
        [.. Enumerable.Range(0, 1000).Select(_ => board.Fires(FaultKind.DropReminder) is not null)];

    private static FaultBoard Board(int seed, params string[] faults)
    {
        var board = new FaultBoard(seed, () => { }, NullLogger.Instance);
        board.Replace([.. faults.Select(FaultSpec.Parse)]);
        return board;
    }
}
