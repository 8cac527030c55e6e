using System.Diagnostics;
using JobWorker.Core.Messages;
using JobWorker.Host.Jobs.Tracing;

namespace JobWorker.Host.Tests.Jobs.Tracing;

[Collection(nameof(Spans))]
public sealed class TheSpans
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly TraceContext Trace = new($"00-{TraceId}-b7ad6b7169203331-01", "a=1");

    [Fact]
    public void Are_none_while_nobody_listens() => Assert.Null(Traces.Intake(KeeperWorld.Request() with { Trace = Trace }));

    [Fact]
    public void Carry_a_trace_all_the_same_to_what_is_called()
    {
        using var carrier = Traces.Carry(Trace);

        Assert.Same(carrier, Activity.Current);
        Assert.StartsWith($"00-{TraceId}-", Traces.Of(carrier)!.Parent, StringComparison.Ordinal);
        Assert.EndsWith("-01", Traces.Of(carrier)!.Parent, StringComparison.Ordinal);
        Assert.Equal("a=1", Traces.Of(carrier)!.State);
    }

    [Fact]
    public void Carry_nothing_where_there_is_no_trace()
    {
        using var other = new Activity("a web server's").Start();

        Assert.Null(Traces.Carry(null));
        Assert.Null(Activity.Current);
    }
}
