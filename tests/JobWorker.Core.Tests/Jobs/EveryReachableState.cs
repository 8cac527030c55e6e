using System.Text.Json;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

/// <summary>Walks every path of commands up to a depth, with the cluster's side modelled beside the job.</summary>
public sealed class EveryReachableState
{
    private const int Depth = 9;

    /// <summary>A second attempt lives as the first does; of its paths these are enough.</summary>
    private static readonly Type[] OfASecondAttempt =
        [typeof(RecordCreated), typeof(ObserveStarted), typeof(ObserveFailed), typeof(Cancel), typeof(RecordRemoved), typeof(RecordCallback)];

    private static readonly Lazy<IReadOnlyList<Held>> Reached = new(() => Explore(UntoldEvents.None));

    /// <summary>The job of every state.</summary>
    internal static IEnumerable<Job> Jobs => Reached.Value.Select(h => h.Job);

    [Fact]
    public void Is_among_many()
    {
        Assert.True(Reached.Value.Count > 100, $"{Reached.Value.Count} states");
        Assert.Equal(Enum.GetValues<JobState>(), Reached.Value.Select(h => h.Job.State).Distinct().Order());
    }

    [Fact]
    public void Is_held_by_exactly_one_thing_until_it_is_finished() => Assert.All(Unfinished, held =>
    {
        string[] holders =
        [
            .. held.ByMessage ? ["message"] : Array.Empty<string>(),
            .. held.ByCluster ? ["Job"] : Array.Empty<string>(),
            .. JobDuties.Of(held.Job, Noon).Supervised ? ["reminder"] : Array.Empty<string>(),
        ];

        Assert.True(holders.Length == 1, $"{Show(held.Job)} is held by: {string.Join(", ", holders)}");
    });

    [Fact]
    public void Is_held_for_as_long_as_its_events_are_not_published() => Assert.All(
        Explore(UntoldEvents.Held).Where(h => h.Job.Version > 0),
        held => Assert.True(
            held.ByMessage || held.ByCluster || JobDuties.Of(held.Job, Noon, untold: UntoldEvents.Held).Supervised, Show(held.Job)));

    [Fact]
    public void Is_held_by_the_reminder_when_it_is_over_and_not_published_and_its_job_is_gone() => Assert.All(
        Reached.Value.Where(h => h.Job.IsFinal),
        held => Assert.True(JobDuties.Of(held.Job, Noon, untold: UntoldEvents.Unheld).Supervised, Show(held.Job)));

    [Fact]
    public void Is_held_by_the_reminder_when_there_is_no_finalizer() => Assert.All(
        Reached.Value.Where(h => h.Job.State is not JobState.None),
        held => Assert.Equal(
            !IsFinished(held.Job) && held.Job is not { State: JobState.Requested, CreateAttempts: 0, Attempt: 1 },
            JobDuties.Of(held.Job, Noon, finalizer: false).Supervised));

    [Fact]
    public void Has_a_duty_now_or_later_or_waits_for_its_running_job() => Assert.All(Unfinished, held =>
    {
        var duties = JobDuties.Of(held.Job, Noon);
        var waits = held.Job.State is JobState.Created or JobState.Running && held.ByCluster;

        Assert.True(duties.Create || duties.Remove || !duties.Send.IsEmpty || duties.WakeAt is not null || waits, Show(held.Job));
    });

    [Fact]
    public void Has_its_duty_due_when_it_wakes() => Assert.All(Reached.Value, held =>
    {
        if (JobDuties.Of(held.Job, Noon).WakeAt is { } at)
        {
            var duties = JobDuties.Of(held.Job, at);
            Assert.True(at > Noon && (duties.Create || !duties.Send.IsEmpty) && (duties.WakeAt is not { } again || again > at), Show(held.Job));
        }
    });

    [Fact]
    public void Asks_for_nothing_more_when_it_is_finished() => Assert.All(Reached.Value.Where(h => IsFinished(h.Job)), held =>
        Assert.Equal(
            new JobDuties(Create: false, Send: [], WakeAt: null, Supervised: false, Release: held.Job.Ref is not null),
            JobDuties.Of(held.Job, Noon)));

    [Fact]
    public void Never_lets_the_job_go_before_the_outcome_is_recorded() => Assert.All(Reached.Value, held =>
        Assert.True(!JobDuties.Of(held.Job, Noon).Release || held.Job.IsFinal, Show(held.Job)));

    [Fact]
    public void Deletes_only_the_job_of_an_aborted_one_and_lets_it_go_after_that() => Assert.All(Reached.Value, held =>
    {
        var duties = JobDuties.Of(held.Job, Noon);

        Assert.True(!duties.Remove || held.Job.State is JobState.Aborted, Show(held.Job));
        Assert.True(!(duties.Remove && duties.Release), Show(held.Job));
    });

    [Fact]
    public void Is_looked_at_once_its_time_to_start_is_over_and_never_when_it_has_started() => Assert.All(Reached.Value, held =>
    {
        var limit = TimeSpan.FromMinutes(10);

        Assert.False(JobDuties.Of(held.Job, Noon.AddMinutes(9), startWithin: limit).Look, Show(held.Job));
        Assert.Equal(held.Job.State is JobState.Created, JobDuties.Of(held.Job, Noon.AddMinutes(10), startWithin: limit).Look);
    });

    private static IEnumerable<Held> Unfinished => Reached.Value.Where(h => h.Job.Version > 0 && !IsFinished(h.Job));

    private static bool IsFinished(Job job) => job is { IsFinal: true, NextCallback: null, Removing: false };

    private static List<Held> Explore(UntoldEvents untold)
    {
        var seen = new Dictionary<string, Held>();
        var edge = new List<Held> { new(Job.None, ByMessage: false, ByCluster: false, untold) };
        for (var depth = 0; depth <= Depth && edge.Count > 0; depth++)
        {
            edge = [.. edge.Where(held => seen.TryAdd(Key(held), held)).SelectMany(Next)];
        }

        return [.. seen.Values];
    }

    private static IEnumerable<Held> Next(Held held) =>
        from command in CommandTable.Commands.Values.Append(LaterAttempt(held.Job))
        where held.Job.Attempt == 1 ? IsWorthTrying(held.Job, command) : OfASecondAttempt.Contains(command.GetType())
        let decision = JobDecider.Decide(held.Job, command) as Decision<JobEvent>.Accepted
        where decision is { Events: [_, ..] }
        select held.After(command, decision.Events.Aggregate(held.Job, Job.Evolve));

    /// <summary>One reason to be stuck, one re-drive and one callback sent again stand for all.</summary>
    private static bool IsWorthTrying(Job job, JobCommand command) => command switch
    {
        ObserveStuck or ObserveOverdue => job.StuckTold == 0,
        Redrive => job.CreateAttempts == 0 && job.NamesTaken == 0 && job.DuplicateHash is null,
        Resend c => c.Url is null && job.Callbacks.All(x => x.Resent == 0),
        _ => true,
    };

    /// <summary>The attempt that is due next, failing: paths on which callbacks are retried and given up.</summary>
    private static JobCommand LaterAttempt(Job job) => job.NextCallback is { } next
        ? CommandTable.Callback(Math.Max(next.Attempts + 1, 1), next.Attempts > 0 ? 200 : 500, next.Sequence)
        : new Supervise(Noon);

    private static string Show(Job job) => JsonSerializer.Serialize(job, JobJson.State);

    private static string Key(Held held) =>
        $"{Show(held.Job with { Version = Math.Min(held.Job.Version, 1) })}{held.ByMessage}{held.ByCluster}";

    /// <summary>A job and what, outside of it, would wake it.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="ByMessage">The message is not acknowledged yet.</param>
    /// <param name="ByCluster">The Kubernetes Job is there, and its finalizer with it.</param>
    /// <param name="Untold">What is said of its events in every state.</param>
    private sealed record Held(Job Job, bool ByMessage, bool ByCluster, UntoldEvents Untold)
    {
        public Held After(JobCommand command, Job next)
        {
            var duties = JobDuties.Of(next, Noon, untold: Untold);
            var over = Untold is UntoldEvents.None && IsFinished(next);
            var appears = Job.Ref is null && next.Ref is not null;
            var exists = (ByCluster || appears) && command is not (ObserveVanished or Redrive) && !duties.Release && !duties.Remove;

            // The message is acknowledged as soon as something else holds the job, or nothing is left to do.
            return new Held(
                next, ByMessage: !exists && !duties.Supervised && !over && (ByMessage || Job.Version == 0), exists, Untold);
        }
    }
}
