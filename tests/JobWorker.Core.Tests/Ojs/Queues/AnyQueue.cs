using FsCheck;
using FsCheck.Fluent;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using static JobWorker.Core.Ojs.Jobs.JobState;

namespace JobWorker.Core.Tests.Ojs.Queues;

/// <summary>Laws that hold whatever is asked of a queue, in whatever order.</summary>
public sealed class AnyQueue : QueueSpec
{
    /// <summary>OJS core, section 6.3: nothing happens outside of it.</summary>
    private static readonly HashSet<(JobState From, JobState To)> Table =
    [
        (Scheduled, Available), (Scheduled, Cancelled), (Scheduled, Discarded), (Pending, Available), (Pending, Cancelled),
        (Pending, Discarded), (Available, Active), (Available, Cancelled), (Available, Discarded), (Active, Completed),
        (Active, Retryable), (Active, Discarded), (Active, Available), (Active, Cancelled), (Active, Active),
        (Retryable, Available), (Retryable, Cancelled), (Retryable, Discarded), (Discarded, Available),
    ];

    [Fact]
    public void Keeps_to_the_table_of_states() => Check(test =>
        test.Steps.Where(step => step.Before != step.After || step.Before is Active)
            .All(step => Table.Contains((step.Before, step.After))));

    [Fact]
    public void Never_counts_attempts_down_but_for_a_retry_by_hand() => Check(test =>
        test.Steps.All(step => step.Event is JobRetried || step.AttemptAfter == step.AttemptBefore + (step.Event is JobFetched ? 1 : 0)));

    [Fact]
    public void Begins_nothing_that_has_expired() => Check(test =>
        test.Steps.All(step => step.Event is not JobFetched fetched || !(step.Job.Spec.ExpiresAt <= fetched.At)));

    [Fact]
    public void Is_the_same_after_its_log_is_replayed() => Check(test =>
    {
        var copy = test.Replayed();

        return Describe(copy) == Describe(test.State) && copy.Ready.Select(j => j.Id).SequenceEqual(test.State.Ready.Select(j => j.Id));
    });

    [Fact]
    public void Is_the_same_after_its_jobs_are_stored_and_the_rest_of_the_log_replayed() => Check(test =>
    {
        var copy = test.Restored();

        return Describe(copy) == Describe(test.State);
    });

    [Fact]
    public void Counts_its_jobs() => Check(test => Enum.GetValues<JobState>()
        .All(state => test.State.Count(state) == test.State.Jobs.Count(job => job.State == state)));

    [Fact]
    public void Gives_the_best_job_first() => Check(test => test.BestFirst);

    private static string Describe(QueueState state) => System.Text.Encoding.UTF8.GetString(
        OjsJson.Write(new { state.Head, Jobs = state.Jobs.OrderBy(job => job.Place) }));

    private static void Check(Func<Run, bool> law)
    {
        var moves = Gen.Choose(0, 999).ArrayOf().Where(all => all.Length > 0).Resize(120);
        Prop.ForAll(moves.ToArbitrary(), seeds => law(new Run(seeds))).QuickCheckThrowOnFailure();
    }

    /// <summary>Does what the numbers say.</summary>
    private sealed class Run : QueueSpec
    {
        private readonly int _middle;
        private (QueueHead Head, List<OjsJob> Jobs, int Log)? _stored;

        public Run(int[] moves)
        {
            _middle = moves.Length / 2;
            for (var n = 0; n < moves.Length; n++)
            {
                var seen = Log.Count;
                var before = State.Jobs.ToDictionary(job => job.Place);
                Move(moves[n]);
                Follow(before, Log.Skip(seen));
                if (n == _middle)
                {
                    _stored = (State.Head, [.. State.Jobs], Log.Count);
                }
            }
        }

        public new QueueState State => base.State;

        public List<Step> Steps { get; } = [];

        public bool BestFirst { get; private set; } = true;

        public new QueueState Replayed() => base.Replayed();

        /// <summary>As after a checkpoint in the middle.</summary>
        public QueueState Restored()
        {
            var (head, jobs, log) = _stored!.Value;
            var state = new QueueState(State.Number, head);
            jobs.ForEach(job => state.Remember(OjsJson.Read<OjsJob>(OjsJson.Write(job))));
            foreach (var e in Log.Skip(log))
            {
                state.Apply(e);
            }

            return state;
        }

        private void Move(int number)
        {
            var any = State.Jobs.OrderBy(job => job.Place).ElementAtOrDefault(State.Jobs.Count == 0 ? 0 : number % State.Jobs.Count);
            Later((number % 7) * 0.3);
            switch (number % 13)
            {
                case 0 or 1 or 2:
                    Enqueue(Some(number));
                    break;
                case 3 or 4:
                    Take(number);
                    break;
                case 5 when any is not null:
                    Ask(new QueueOperation.Ack(any.Id, null, null));
                    break;
                case 6 or 7 when any is not null:
                    Ask(new QueueOperation.Nack(any.Id, null, new Failure("e", "E", null), Requeue: number % 3 == 0));
                    break;
                case 8 when any is not null:
                    Ask(new QueueOperation.Cancel(any.Id));
                    break;
                case 9 when any is not null:
                    Ask(new QueueOperation.Heartbeat([any.Id], null, null));
                    break;
                case 10 when any is not null:
                    Ask(new QueueOperation.Activate(any.Id));
                    Ask(new QueueOperation.Retry(any.Id, DeadLetterOnly: number % 2 == 0));
                    break;
                case 11:
                    Ask(number % 2 == 0 ? new QueueOperation.Pause() : new QueueOperation.Resume());
                    break;
                default:
                    Ask(new QueueOperation.Tick());
                    break;
            }
        }

        private void Take(int number)
        {
            Ask(new QueueOperation.Tick());
            var ready = State.Jobs.Where(job => job.State is Available).ToList();
            var best = State.Head.Paused ? null : ready.OrderByDescending(j => j.Spec.Priority).ThenBy(j => j.ReadySince).ThenBy(j => j.Place).FirstOrDefault();
            var got = Fetch(lease: TimeSpan.FromSeconds(1 + (number % 3)));
            BestFirst &= (got is [var first, ..] ? first.Id : null) == best?.Id;
        }

        private JobSpec Some(int number) => Tries(number % 4) with
        {
            Priority = (number % 5) - 2,
            ScheduledAt = number % 6 == 0 ? Now.AddSeconds(1) : null,
            ExpiresAt = number % 9 == 0 ? Now.AddSeconds(2) : null,
            Timeout = number % 8 == 0 ? TimeSpan.FromSeconds(1) : null,
            Pending = number % 10 == 0,
        };

        /// <summary>What each event made of its job.</summary>
        private void Follow(Dictionary<long, OjsJob> jobs, IEnumerable<QueueEvent> events)
        {
            foreach (var e in events.OfType<OjsJobEvent>())
            {
                if (e is JobEnqueued begun)
                {
                    jobs[e.Place] = OjsJobFold.Begin(begun);
                    continue;
                }

                var before = jobs[e.Place];
                var after = jobs[e.Place] = OjsJobFold.Evolve(before, e);
                Steps.Add(new Step(before, e, before.State, after.State, before.Attempt, after.Attempt));
            }
        }
    }

    private sealed record Step(
        OjsJob Job, OjsJobEvent Event, JobState Before, JobState After, int AttemptBefore, int AttemptAfter);
}
