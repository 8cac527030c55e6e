using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Core.Tests.Jobs;

/// <summary>What holds for every sequence of commands, sensible or not.</summary>
public sealed class LawsOfAJob
{
    private static readonly Type[] Lifecycle =
    [
        typeof(JobRequested), typeof(JobRejected), typeof(JobCreated), typeof(JobCreateDeferred), typeof(JobNameTaken),
        typeof(PodStarted), typeof(PodStuck), typeof(JobSucceeded), typeof(JobFailed), typeof(JobAborted),
    ];

    private static readonly Gen<JobCommand> AnyCommand = Gen.Frequency(
        (3, Gen.Elements(CommandTable.Commands.Values)),
        (2,
            from sequence in Gen.Choose(-1, 3)
            from attempt in Gen.Choose(0, 11)
            from status in Gen.Elements<int?>(null, 200, 302, 410, 429, 500)
            select (JobCommand)CommandTable.Callback(attempt, status, sequence)));

    private static readonly Gen<JobCommand[]> AnyCommands =
        from first in Gen.Elements("Submit", "Submit", "Submit", "Reject", "Started")
        from rest in Gen.ArrayOf(AnyCommand)
        select (JobCommand[])[CommandTable.Commands[first], .. rest];

    [Fact]
    public void Folding_what_was_accepted_never_throws() => Laws.Hold(AnyCommands, commands => Run(commands));

    [Fact]
    public void The_version_counts_the_events() => Laws.Hold(AnyCommands, commands =>
    {
        var (job, events) = Run(commands);

        Assert.Equal(events.Count, job.Version);
    });

    [Fact]
    public void A_finished_job_accepts_no_lifecycle_event() => Laws.Hold(AnyCommands, commands =>
    {
        var (_, events) = Run(commands);

        Assert.All(Attempts(events), attempt =>
        {
            var end = attempt.FindIndex(e => e is JobRejected or JobSucceeded or JobFailed or JobAborted);
            Assert.True(end < 0 || !attempt.Skip(end + 1).Any(e => Lifecycle.Contains(e.GetType())));
        });
    });

    [Fact]
    public void An_id_is_requested_or_rejected_once() => Laws.Hold(AnyCommands, commands =>
        Assert.True(Run(commands).Events.Count(e => e is JobRequested or JobRejected) <= 1));

    [Fact]
    public void A_job_is_created_once_in_each_attempt() => Laws.Hold(AnyCommands, commands =>
        Assert.All(Attempts(Run(commands).Events), attempt => Assert.True(attempt.Count(e => e is JobCreated) <= 1)));

    [Fact]
    public void What_keeps_a_pod_is_told_a_bounded_number_of_times() => Laws.Hold(AnyCommands, commands =>
        Assert.All(Attempts(Run(commands).Events), attempt => Assert.True(attempt.Count(e => e is PodStuck) <= Job.StuckLimit)));

    [Fact]
    public void Callbacks_are_numbered_without_gaps_and_in_the_contracts_order() => Laws.Hold(AnyCommands, commands =>
    {
        var callbacks = Run(commands).Job.Callbacks;
        var statuses = string.Join(' ', callbacks.Select(c => c.Status));

        Assert.Equal(Enumerable.Range(0, callbacks.Length), callbacks.Select(c => c.Sequence));
        Assert.Matches(@"\A((0 ?(1 ?)?(2 ?|3 ?|99 ?)|99 ?)*(0 ?(1 ?)?)?)\z", statuses);
        Assert.DoesNotMatch(@"\A1", statuses);
    });

    [Fact]
    public void A_callback_is_settled_once_and_attempts_count_up() => Laws.Hold(AnyCommands, commands =>
    {
        var events = Run(commands).Events;
        var attempts = events.Select(Attempt).OfType<(int Sequence, int Attempt)>().ToList();

        Assert.Equal(attempts.Count, attempts.Distinct().Count());
        Assert.True(events.Any(e => e is CallbackResent) || attempts.Order().SequenceEqual(attempts));
        Assert.All(
            attempts.GroupBy(a => a.Sequence), g => Assert.Equal(Enumerable.Range(1, g.Count()), g.Select(a => a.Attempt)));
    });

    [Fact]
    public void The_ledger_has_no_hole_and_shows_what_the_job_knows() => Laws.Hold(AnyCommands, commands =>
    {
        var (job, events) = Run(commands);
        var history = events.Select((e, i) => new Recorded<JobEvent>(i + 1, e, "")).ToList();
        var check = LedgerCheck.Of(history);
        var ledger = CallbackLedger.Of("a", history);

        Assert.Null(check.Hole);
        Assert.Equal(job.Callbacks.Length, check.Callbacks);
        Assert.Equal(job.Callbacks.Sum(c => c.Attempts), check.Attempts);
        Assert.Equal(job.Callbacks.Count(c => c.State is CallbackState.Delivered), check.Delivered);
        Assert.Equal(job.Callbacks.Select(c => (c.Sequence, c.Status, c.Attempts)), ledger.Callbacks.Select(l => (l.Sequence, l.Status, l.Attempts.Length)));
        Assert.Equal(
            job.Callbacks.Select(c => c.State),
            ledger.Callbacks.Select(l => l.State switch
            {
                LedgerState.Ended => CallbackState.Abandoned,
                LedgerState.Refused => CallbackState.Refused,
                _ => (CallbackState)l.State,
            }));
    });

    [Fact]
    public void The_same_command_twice_records_its_events_once() => Laws.Hold(AnyCommands, commands =>
    {
        var (job, _) = Run(commands);
        foreach (var command in commands.Where(c => c is not (JobCommand.RecordCreateFailed or JobCommand.Redrive)))
        {
            var once = Step(job, command, []);
            Assert.Equal(once.Version, Step(once, command, []).Version);
        }
    });

    [Fact]
    public void Events_and_states_survive_their_json() => Laws.Hold(AnyCommands, commands =>
    {
        var (job, events) = Run(commands);
        var stored = events.Select(e => JsonSerializer.Serialize(e, JobJson.Event)).ToList();
        var loaded = stored.Select(json => JsonSerializer.Deserialize(json, JobJson.Event)!).ToList();
        var state = JsonSerializer.Serialize(job, JobJson.State);

        Assert.Equal(stored, loaded.Select(e => JsonSerializer.Serialize(e, JobJson.Event)));
        Assert.Equal(state, JsonSerializer.Serialize(Job.From(loaded), JobJson.State));
        Assert.Equal(state, JsonSerializer.Serialize(JsonSerializer.Deserialize(state, JobJson.State)!, JobJson.State));
    }, times: 100);

    private static List<List<JobEvent>> Attempts(List<JobEvent> events) => events.Aggregate(
        new List<List<JobEvent>> { new() },
        (attempts, e) =>
        {
            if (e is JobRedriven)
            {
                attempts.Add([]);
            }

            attempts[^1].Add(e);

            return attempts;
        });

    private static (int Sequence, int Attempt)? Attempt(JobEvent e) => e switch
    {
        CallbackDelivered x => (x.Sequence, x.Attempt),
        CallbackFailed x => (x.Sequence, x.Attempt),
        CallbackAbandoned x => (x.Sequence, x.Attempt),
        CallbackRefused { Attempt: > 0 } x => (x.Sequence, x.Attempt),
        _ => null,
    };

    private static (Job Job, List<JobEvent> Events) Run(JobCommand[] commands)
    {
        var events = new List<JobEvent>();

        return (commands.Aggregate(Job.None, (job, command) => Step(job, command, events)), events);
    }

    private static Job Step(Job job, JobCommand command, List<JobEvent> events)
    {
        if (JobDecider.Decide(job, command) is not Decision<JobEvent>.Accepted accepted)
        {
            return job;
        }

        events.AddRange(accepted.Events);

        return accepted.Events.Aggregate(job, Job.Evolve);
    }
}
