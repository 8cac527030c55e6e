using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

/// <summary>Which trace a job, and so all that is told of it, belongs to.</summary>
public sealed class TheTraceOfAJob
{
    private static readonly TraceContext Mine = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1");
    private static readonly TraceContext Other = new("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null);

    private static readonly Reject Rejection = new(
        "example", "http://webhook.com", ErrorCode.MessageInvalid, [BrokenRule], "hash", Noon, Trace: Mine);

    [Fact]
    public void Is_that_of_its_request()
    {
        var job = After(new JobRequested(Request with { Trace = Mine }, "hash", [], Noon));

        Assert.Equal((Mine, null), (job.Trace, job.RejectedTrace));
        Assert.DoesNotContain("ejectedTrace", JsonSerializer.Serialize(job, JobJson.State), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_that_of_a_message_that_was_rejected_too()
    {
        var rejected = Assert.IsType<JobRejected>(Assert.Single(Events(Job.None, Rejection)));

        Assert.Equal(Mine, rejected.Trace);
        Assert.Equal(Mine, After(rejected).Trace);
    }

    [Fact]
    public void Is_that_of_a_message_that_was_rejected_where_nobody_may_be_told() =>
        Assert.Equal(Mine, After([.. Events(Job.None, Rejection with { WebhookRefused = "not there" })]).Trace);

    [Fact]
    public void Is_none_where_nobody_named_one() =>
        Assert.Null(After([.. Events(Job.None, Rejection with { Trace = null })]).Trace);

    [Fact]
    public void Stays_when_another_message_comes_under_the_same_id()
    {
        var job = After([.. Events(Job.None, Rejection)]);

        var again = Events(job, Rejection with { PayloadHash = "other", Trace = Other }).Aggregate(job, Job.Evolve);

        Assert.Equal((2, Mine), (again.Version, again.Trace));
    }

    [Fact]
    public void Survives_the_json_of_command_event_and_state()
    {
        var command = Assert.IsType<Reject>(Again<JobCommand>(Rejection));
        var e = Again(Assert.Single(Events(Job.None, command)));

        Assert.Equal(Mine, Again(After(e)).Trace);
    }

    [Fact]
    public void Is_none_in_a_state_that_is_older()
    {
        var json = JsonSerializer.Serialize(CommandTable.Jobs["Rejected"], JobJson.State);

        Assert.DoesNotContain("race", json, StringComparison.Ordinal);
        Assert.Null(JsonSerializer.Deserialize(json, JobJson.State)!.Trace);
    }

    private static T Again<T>(T value) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, JobJson.Options), JobJson.Options)!;
}
