using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

/// <summary>Where a message says which trace it belongs to, and what becomes of it.</summary>
public sealed class TheTraceOfAMessage
{
    private const string One = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    [Fact]
    public void Is_none_where_nobody_names_one() => Assert.Null(Valid(Small().ToJsonString()).Trace);

    [Fact]
    public void Is_read_off_the_message() =>
        Assert.Equal(new TraceContext(One, "a=1"), Valid(With(Small(), One, "a=1").ToJsonString()).Trace);

    [Fact]
    public void Is_read_off_a_cloud_event() =>
        Assert.Equal(new TraceContext(One, null), Valid(Event(Small(), One).ToJsonString()).Trace);

    [Fact]
    public void Is_that_of_the_innermost_who_names_one()
    {
        Assert.Equal(One, Valid(Event(Event(Small(), One), Other).ToJsonString()).Trace!.Parent);
        Assert.Equal(One, Valid(Event(With(Small(), One), Other).ToJsonString()).Trace!.Parent);
        Assert.Equal(Other, Valid(Event(Event(Small(), "none"), Other).ToJsonString()).Trace!.Parent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n")]
    public void Is_none_and_no_offence_where_it_is_no_trace(string parent) =>
        Assert.Null(Valid(With(Small(), parent, "a=1").ToJsonString()).Trace);

    [Fact]
    public void Is_no_offence_where_it_is_no_text() => Assert.Null(Valid(SmallWith("traceparent", "5")).Trace);

    [Fact]
    public void Loses_a_state_that_is_none() =>
        Assert.Equal(new TraceContext(One, null), Valid(With(Small(), One, new string('a', 513)).ToJsonString()).Trace);

    [Fact]
    public void Goes_into_the_environment_of_the_job() => Assert.Equal(
        [("JOBWORKER_ID", "id-1"), ("JOBWORKER_SERVICE", "example"), ("TRACEPARENT", One), ("TRACESTATE", "a=1")],
        EnvironmentOf(Valid(With(Small(), One, "a=1").ToJsonString())));

    [Fact]
    public void Leaves_a_clients_own_variable_alone()
    {
        var message = With(Small(), One);
        message["job"]!["env"] = new JsonArray(new JsonObject { ["name"] = "TRACEPARENT", ["value"] = "mine" });

        Assert.Equal(("TRACEPARENT", "mine"), EnvironmentOf(Valid(message.ToJsonString()))[0]);
        Assert.Equal(3, EnvironmentOf(Valid(message.ToJsonString())).Length);
    }

    private static (string, string)[] EnvironmentOf(JobRequest request) =>
    [
        .. JobManifest.Of(request, "bb-1")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .Select(v => (v!["name"]!.GetValue<string>(), v["value"]!.GetValue<string>())),
    ];

    private static JsonObject With(JsonObject message, string parent, string? state = null)
    {
        message["traceparent"] = parent;
        message["tracestate"] = state;

        return message;
    }

    private static JsonObject Event(JsonObject data, string parent) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = "e",
        ["source"] = "s",
        ["type"] = "t",
        ["traceparent"] = parent,
        ["data"] = data,
    };
}
