using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Tests.Jobs;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Callbacks.Ledger;

public sealed class ARefusedUrl
{
    private readonly List<Recorded<JobEvent>> _history = [];
    private Job _job = Job.None;

    [Fact]
    public void Is_in_the_ledger_and_may_be_sent_again()
    {
        Say("Submit", "Created", "Callback refused", "Started", "Succeeded");
        Assert.Equal([LedgerState.Refused, LedgerState.Refused, LedgerState.Refused], States());
        Assert.Equal("not there", Assert.Single(Ledger().Callbacks[0].Attempts).Error);

        Say("Resend the dead");
        Assert.Equal([LedgerState.Pending, LedgerState.Pending, LedgerState.Pending], States());
        Say(CommandTable.Callback(attempt: 2, 204), CommandTable.Callback(attempt: 1, 204, sequence: 1));
        Assert.Equal([LedgerState.Delivered, LedgerState.Delivered, LedgerState.Pending], States());
        Assert.Null(LedgerCheck.Of(_history).Hole);
    }

    [Fact]
    public void Is_refused_again_where_it_still_is()
    {
        Say("Submit", "Created", "Callback refused", "Resend");
        Say(CommandTable.Callback(attempt: 2, status: null) with { Error = "still not there", Refused = true });

        Assert.Equal(LedgerState.Refused, Assert.Single(States()));
        Assert.Equal([1, 2], Ledger().Callbacks[0].Attempts.Select(a => a.Number));
        Assert.Null(LedgerCheck.Of(_history).Hole);
    }

    [Fact]
    public void Is_no_hole_where_policy_refused_it_with_the_message()
    {
        Say("Reject url");

        Assert.Equal(LedgerState.Refused, Assert.Single(States()));
        Assert.Empty(Ledger().Callbacks[0].Attempts);
        Assert.Null(LedgerCheck.Of(_history).Hole);
    }

    private IEnumerable<LedgerState> States() => Ledger().Callbacks.Select(line => line.State);

    private CallbackLedger Ledger() => CallbackLedger.Of("a", _history);

    private void Say(params string[] commands) => Say([.. commands.Select(name => CommandTable.Commands[name])]);

    private void Say(params JobCommand[] commands)
    {
        foreach (var e in commands.SelectMany(command => (IEnumerable<JobEvent>)Step(command)))
        {
            _history.Add(new Recorded<JobEvent>(_history.Count + 1, e, ""));
        }
    }

    private System.Collections.Immutable.ImmutableArray<JobEvent> Step(JobCommand command)
    {
        var events = Events(_job, command);
        _job = events.Aggregate(_job, Job.Evolve);

        return events;
    }
}
