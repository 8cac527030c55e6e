using JobWorker.DevSidecar.App.PubSub;

namespace JobWorker.DevSidecar.Tests.App.PubSub;

public sealed class ARoute
{
    [Theory]
    [InlineData("event.type == \"a\"", true)]
    [InlineData("event.type=='a'", true)]
    [InlineData(" event.source == \"s\" ", true)]
    [InlineData("event.type == \"A\"", false)]
    [InlineData("event.source == \"a\"", false)]
    [InlineData("", true)]
    public void Takes_events_by_type_and_source(string match, bool taken) =>
        Assert.Equal(taken, RouteMatch.Parse(match).Takes("a", "s"));

    [Theory]
    [InlineData("event.data.x == \"a\"")]
    [InlineData("event.type != \"a\"")]
    [InlineData("event.type == \"a\" && event.source == \"s\"")]
    [InlineData("true")]
    [InlineData("event.type == a")]
    public void Refuses_any_other_expression(string match) => Assert.Contains(
        "only event.type", Assert.Throws<FormatException>(() => RouteMatch.Parse(match)).Message, StringComparison.Ordinal);
}
