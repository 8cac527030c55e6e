using JobWorker.Core.Jobs;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs.Telling;

public sealed class SendingSeveralCallbacks
{
    private static readonly Job Succeeded = CommandTable.Jobs["Succeeded"];

    [Fact]
    public void Records_each_on_what_those_before_it_left() => Assert.Equal<JobEvent>(
        [
            new CallbackDelivered(0, 1, 200, 5, Noon),
            new CallbackDelivered(1, 1, 204, 5, Noon),
            new CallbackFailed(2, 1, 500, "status 500", 5, Noon.AddSeconds(5), Noon),
        ],
        Events(Succeeded, CommandTable.Callbacks(CommandTable.Callback(1, 200), CommandTable.Callback(1, 204, sequence: 1), CommandTable.Callback(1, 500, sequence: 2))));

    [Fact]
    public void Is_the_same_as_to_record_one_after_the_other()
    {
        JobCommand.RecordCallback[] attempts = [CommandTable.Callback(1, 200), CommandTable.Callback(1, 410, sequence: 1), CommandTable.Callback(1, 200, sequence: 2)];

        Assert.Equivalent(Fold(Succeeded, [.. attempts]), Fold(Succeeded, CommandTable.Callbacks(attempts)), strict: true);
    }

    [Fact]
    public void Passes_over_what_was_recorded_already() => Assert.Equal<JobEvent>(
        [new CallbackDelivered(1, 1, 200, 5, Noon)],
        Events(Fold(Succeeded, CommandTable.Callback(1, 200)), CommandTable.Callbacks(CommandTable.Callback(1, 200), CommandTable.Callback(1, 200, sequence: 1))));

    [Fact]
    public void Counts_none_behind_one_that_is_to_be_sent_again() => Assert.Equal<JobEvent>(
        [new CallbackFailed(0, 1, 500, "status 500", 5, Noon.AddSeconds(5), Noon)],
        Events(Succeeded, CommandTable.Callbacks(CommandTable.Callback(1, 500), CommandTable.Callback(1, 200, sequence: 1))));

    [Fact]
    public void May_be_of_all_that_is_due() => Assert.Equal([0, 1, 2], Due(Succeeded));

    [Fact]
    public void May_be_of_none_while_the_first_is_not_due() => Assert.Empty(Due(Fold(Succeeded, CommandTable.Callback(1, 500))));

    [Fact]
    public void May_not_be_of_what_waits_for_one_that_is_not_due()
    {
        var job = Fold(Succeeded, CommandTable.Callback(1, 200), CommandTable.Callback(1, 500, sequence: 1), new JobCommand.Resend(0, null, Noon));

        Assert.Equal([0], Due(job));
        Assert.Equal([0, 1, 2], JobDuties.Of(job, Noon.AddSeconds(5)).Send.Select(c => c.Sequence));
    }

    [Fact]
    public void May_not_be_of_what_is_settled() => Assert.Equal([1, 2], Due(Fold(Succeeded, CommandTable.Callback(1, 200))));

    private static Job Fold(Job job, params JobCommand[] commands) =>
        commands.Aggregate(job, (before, command) => Events(before, command).Aggregate(before, Job.Evolve));

    private static IEnumerable<int> Due(Job job) => JobDuties.Of(job, Noon).Send.Select(c => c.Sequence);
}
