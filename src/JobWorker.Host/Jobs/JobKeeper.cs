using System.Collections.Immutable;
using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs;

/// <summary>Keeps one job: loads it, decides, arms, records, then does what has become due. Always in that order.</summary>
/// <remarks>
/// Whoever calls sees to it that one turn runs at a time. Should two turns of one job run all the same, here or in another
/// process, the journal lets only one of them write, what needs no write is decided on what the journal says now, and every
/// effect has a name that makes doing it twice harmless.
/// </remarks>
internal sealed class JobKeeper(string id, IJobReminder reminder, JobKeepers world)
{
    private const int Tries = 3;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private Turn? _last;
    private int _term;

    /// <summary>One turn.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write; say the command again.</exception>
    /// <exception cref="JournalConflictException">Another keeper keeps winning; say the command again.</exception>
    public async Task<JobReply> TellAsync(JobCommand command, CancellationToken cancel)
    {
        if (_term != world.Term)
        {
            (_last, _term) = (null, world.Term);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var turn = _last is { } last ? last.Again() : await BeginAsync(command, attempt, cancel);
                var reply = await RecordAsync(turn, command, cancel);
                await DoDutiesAsync(turn, cancel);
                _last = turn;

                return reply with { State = turn.Stream.State.State, Version = turn.Stream.Version };
            }
            catch (JournalConflictException) when (attempt < Tries)
            {
                _last = null;
            }
            catch
            {
                _last = null;
                throw;
            }
        }
    }

    private async Task<JobReply> RecordAsync(Turn turn, JobCommand command, CancellationToken cancel)
    {
        var decision = JobDecider.Decide(turn.Stream.State, command);
        if (decision is not Decision<JobEvent>.Accepted { Events: [_, ..] } && !turn.IsFresh)
        {
            // No write will tell whether the memory is out of date, and "already so" may be what another keeper must hear.
            turn.Become(await LoadAsync(cancel));
            decision = JobDecider.Decide(turn.Stream.State, command);
        }

        var job = turn.Stream.State;
        switch (decision)
        {
            case Decision<JobEvent>.Refused refused:
                return new JobReply(job.State, job.Version, refused.Code, refused.Message);

            case Decision<JobEvent>.Accepted { Events: [_, ..] events }:
                var next = events.Aggregate(job, Job.Evolve);
                await ArmAsync(turn, next, command.At);
                turn.Stream = await world.Journal.AppendAsync(turn.Stream, events, Keep(next), cancel);
                turn.IsFresh = true;
                world.Changed(id, command, job, turn.Stream.State);
                break;
        }

        return new JobReply(turn.Stream.State.State, turn.Stream.Version);
    }

    /// <summary>
    /// A message is nearly always new, so its first event is written without a look; the store refuses it where it is not.
    /// </summary>
    private Task<Turn> BeginAsync(JobCommand command, int attempt, CancellationToken cancel) =>
        command is JobCommand.Submit && attempt == 1
            ? Task.FromResult(new Turn { Stream = world.Journal.New(id), IsFresh = true })
            : LoadAsync(cancel);

    private async Task<Turn> LoadAsync(CancellationToken cancel)
    {
        var stream = await world.Journal.LoadAsync(id, cancel);

        return new Turn
        {
            Stream = stream,
            IsArmed = world.DutiesOf(stream.State, DateTimeOffset.MaxValue).Supervised,
            IsFresh = true,
        };
    }

    /// <summary>Before the append: a crash between the two costs a stale reminder, never a lost job.</summary>
    private async Task ArmAsync(Turn turn, Job next, DateTimeOffset now)
    {
        if (!turn.IsArmed && world.DutiesOf(next, now).Supervised)
        {
            await reminder.ArmAsync();
            turn.IsArmed = true;
        }
    }

    /// <summary>
    /// A re-driven job's journal had an end already, and not every store forgets it: it is moved out of the way.
    /// </summary>
    private TimeSpan? Keep(Job next) => next switch
    {
        { IsFinal: true, NextCallback: null, Removing: false } => world.KeepFinished,
        { Attempt: > 1, Request: { } request } => world.KeepFinished + TimeSpan.FromSeconds(request.Job.ActiveDeadlineSeconds),
        _ => null,
    };

    private async Task DoDutiesAsync(Turn turn, CancellationToken cancel)
    {
        var duties = Duties(turn);
        while (duties.Create)
        {
            await RecordAsync(turn, await CreateAsync(turn.Stream.State, cancel), cancel);
            duties = Duties(turn);
        }

        duties = await LookAsync(turn, duties, cancel);
        duties = await RemoveAsync(turn, duties, cancel);
        if (duties.Send is { } callback)
        {
            world.Callbacks.Send(id, turn.Stream.State.WebhookUrl!, callback);
        }

        if (duties.WakeAt is { } at)
        {
            world.WakeUps.At(id, at);
        }

        await ReleaseAsync(turn, duties, cancel);
        if (turn.IsArmed && !duties.Supervised)
        {
            await reminder.DisarmAsync();
            turn.IsArmed = false;
        }
    }

    private JobDuties Duties(Turn turn) => world.DutiesOf(turn.Stream.State, world.Clock.GetUtcNow());

    /// <summary>
    /// A watch that lags must not turn a running job into a failure, so the cluster itself is asked, now and then.
    /// </summary>
    private async Task<JobDuties> LookAsync(Turn turn, JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Look || world.Clock.GetUtcNow() < turn.NextLook)
        {
            return duties;
        }

        turn.NextLook = world.Clock.GetUtcNow() + BetweenLooks;
        if (await world.Cluster.LookAsync(turn.Stream.State.Ref!, cancel) is { } seen)
        {
            await RecordAsync(turn, seen, cancel);
        }

        return Duties(turn);
    }

    private async Task<JobDuties> RemoveAsync(Turn turn, JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Remove)
        {
            return duties;
        }

        var job = turn.Stream.State;
        if (await world.Cluster.RemoveAsync(job.Request!, NameOf(job), job.Attempt, job.Ref, cancel))
        {
            turn.Refusals = 0;
            await RecordAsync(turn, new JobCommand.RecordRemoved(world.Clock.GetUtcNow()), cancel);
        }
        else
        {
            TryAgainLater(turn);
        }

        return Duties(turn);
    }

    /// <summary>
    /// Nothing waits any more for the Jobs of earlier attempts, nor, once its outcome is safe, for the last one.
    /// </summary>
    private async Task ReleaseAsync(Turn turn, JobDuties duties, CancellationToken cancel)
    {
        var job = turn.Stream.State;
        foreach (var done in duties.Release ? job.Former.Add(job.Ref!) : job.Former)
        {
            if (turn.Released.Contains(done.Uid))
            {
                continue;
            }

            if (await world.Cluster.ReleaseAsync(done, cancel))
            {
                turn.Refusals = 0;
                turn.Released = turn.Released.Add(done.Uid);
            }
            else
            {
                TryAgainLater(turn);
            }
        }
    }

    /// <summary>
    /// After 5, 10, 20 … 320 s. Should this process die, the next list of the watch, or the reminder, wakes the job.
    /// </summary>
    private void TryAgainLater(Turn turn) =>
        world.WakeUps.At(id, world.Clock.GetUtcNow() + (FirstRetry * Math.Pow(2, Math.Min(turn.Refusals++, 6))));

    private static string NameOf(Job job) =>
        JobName.Of(job.Request!.Job.PrefixName, job.Request.Id, job.NamesTaken, job.Attempt);

    private async Task<JobCommand> CreateAsync(Job job, CancellationToken cancel)
    {
        var name = NameOf(job);
        var outcome = await world.Cluster.CreateAsync(job.Request!, name, job.Attempt, cancel);
        var now = world.Clock.GetUtcNow();

        return outcome switch
        {
            CreateOutcome.Created x => new JobCommand.RecordCreated(x.Ref, now),
            CreateOutcome.Failed x => new JobCommand.RecordCreateFailed(
                x.Kind, name, x.Error, x.RetryAfter, Random.Shared.NextDouble(), now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>What one turn knows of the job. A turn works on its own copy and leaves it to the next.</summary>
    private sealed record Turn
    {
        public required JournalStream<Job> Stream { get; set; }

        /// <summary>The reminder is set.</summary>
        public bool IsArmed { get; set; }

        /// <summary>The UIDs of the Kubernetes Jobs whose finalizer is gone.</summary>
        public ImmutableHashSet<string> Released { get; set; } = [];

        /// <summary>The cluster is not asked before, UTC.</summary>
        public DateTimeOffset NextLook { get; set; }

        /// <summary>What the cluster refused in a row.</summary>
        public int Refusals { get; set; }

        /// <summary>Read or written in this turn, so that nothing else can be true.</summary>
        public bool IsFresh { get; set; }

        /// <summary>A copy for the next turn, which may find the journal changed.</summary>
        public Turn Again() => this with { IsFresh = false, Stream = Stream.Kept };

        /// <summary>Starts over from what was read just now.</summary>
        public void Become(Turn read) => (Stream, IsArmed, IsFresh) = (read.Stream, read.IsArmed || IsArmed, true);
    }
}

/// <summary>The periodic wake-up of one job, kept by the sidecar's scheduler.</summary>
internal interface IJobReminder
{
    /// <summary>Wakes the job every so often from now on.</summary>
    Task ArmAsync();

    /// <summary>Lets it sleep.</summary>
    Task DisarmAsync();
}
